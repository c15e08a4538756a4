using Gantry.Api.Authorization;

using Microsoft.AspNetCore.Http;

namespace Gantry.Api.Tests.Authorization;

public sealed class HeldBodyTests : IDisposable
{
    private readonly MemoryStream client = new();
    private readonly HttpResponse response = new DefaultHttpContext().Response;

    public void Dispose() => client.Dispose();

    [Fact]
    public async Task An_answer_of_known_length_is_held_until_it_may_pass()
    {
        response.ContentLength = 4;
        await using var body = new HeldBody(response, client);
        await body.WriteAsync("text"u8.ToArray());
        await body.FlushAsync();
        Assert.Equal((0, false), (client.Length, body.HasPassed));
        await body.PassAsync(CancellationToken.None);
        Assert.Equal("text"u8.ToArray(), client.ToArray());
    }

    [Fact]
    public async Task A_stream_passes_when_it_is_flushed_unless_it_is_complete()
    {
        await using var body = new HeldBody(response, client);
        await body.WriteAsync("a"u8.ToArray());
        body.IsComplete = true;
        await body.FlushAsync();
        Assert.Equal(0, client.Length);
        body.IsComplete = false;
        await body.FlushAsync();
        await body.WriteAsync("b"u8.ToArray());
        Assert.Equal("ab"u8.ToArray(), client.ToArray());
    }

    [Fact]
    public async Task What_is_too_long_to_be_held_passes()
    {
        await using var body = new HeldBody(response, client);
        await body.WriteAsync(new byte[60_000]);
        Assert.Equal(0, client.Length);
        await body.WriteAsync(new byte[60_000]);
        Assert.Equal(120_000, client.Length);
    }
}
