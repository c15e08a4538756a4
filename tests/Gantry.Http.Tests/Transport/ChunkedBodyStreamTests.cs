using System.IO.Pipelines;
using System.Text;

using Gantry.Http.Transport;
using Gantry.Oci.Errors;

namespace Gantry.Http.Tests.Transport;

public sealed class ChunkedBodyStreamTests
{
    private readonly Pipe _pipe = new();

    private async Task Sent(string text, int piece = int.MaxValue)
    {
        var bytes = Encoding.ASCII.GetBytes(text);
        for (var at = 0; at < bytes.Length; at += piece)
        {
            await _pipe.Writer.WriteAsync(bytes.AsMemory(at, Math.Min(piece, bytes.Length - at)));
            if (piece < int.MaxValue) await Task.Yield();
        }
    }

    private async Task<string> Rest()
    {
        var read = await _pipe.Reader.ReadAsync();
        return Encoding.ASCII.GetString(System.Buffers.BuffersExtensions.ToArray(read.Buffer));
    }

    private static async Task<string> Text(Stream body)
    {
        var all = new MemoryStream();
        await body.CopyToAsync(all);
        return Encoding.ASCII.GetString(all.ToArray());
    }

    [Theory]
    [InlineData(int.MaxValue)]
    [InlineData(1)]
    [InlineData(3)]
    public async Task The_content_is_read_and_the_last_chunk_is_left_to_the_server(int piece)
    {
        var sending = Sent("5\r\nhello\r\n1;name=value\r\n \r\nA\r\n0123456789\r\n0\r\nTrailer: x\r\n\r\n", piece);
        await using (var body = new ChunkedBodyStream(_pipe.Reader)) Assert.Equal("hello 0123456789", await Text(body));
        await sending;
        Assert.StartsWith("0\r\n", await Rest(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_stops_early_leaves_the_server_at_a_boundary()
    {
        await Sent("5\r\nhello\r\n3\r\nabc\r\n0\r\n\r\n");
        await using (var body = new ChunkedBodyStream(_pipe.Reader)) Assert.Equal(2, await body.ReadAsync(new byte[2]));
        Assert.Equal("3\r\nabc\r\n0\r\n\r\n", await Rest());
    }

    [Theory]
    [InlineData("nonsense\r\n")]
    [InlineData("5\r\nhelloworld\r\n")]
    [InlineData("-1\r\n")]
    [InlineData("5x\r\nhello\r\n")]
    public async Task What_is_no_chunk_is_refused(string text)
    {
        await Sent(text);
        await using var body = new ChunkedBodyStream(_pipe.Reader);
        Assert.Equal(ErrorKind.Invalid, (await Assert.ThrowsAsync<GantryException>(() => Text(body))).Kind);
    }

    [Theory]
    [InlineData("5\r\nhel")]
    [InlineData("5")]
    [InlineData("5\r\nhello")]
    public async Task A_cut_body_is_refused(string text)
    {
        await Sent(text);
        await _pipe.Writer.CompleteAsync();
        await using var body = new ChunkedBodyStream(_pipe.Reader);
        Assert.Equal("unexpected EOF", (await Assert.ThrowsAsync<GantryException>(() => Text(body))).Message);
    }
}
