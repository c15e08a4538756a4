using System.Net.Sockets;

using Gantry.Http.Transport;
using Gantry.Linux.Sockets;

namespace Gantry.Http.Tests.Transport;

public sealed class ReadableSocketTests : IDisposable
{
    private readonly Socket _client;
    private readonly Socket _server;
    private readonly ReadableSocket _readable;

    public ReadableSocketTests()
    {
        (_client, _server) = SocketPair.Create();
        _readable = Readiness.Shared.Watch(_server);
    }

    public void Dispose()
    {
        _readable.Dispose();
        _client.Dispose();
        _server.Dispose();
    }

    private async Task<byte[]> NextAsync(int most)
    {
        var buffer = new byte[most];
        await _readable.WaitAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(30));
        return buffer[.._readable.Read(buffer)];
    }

    [Fact]
    public async Task What_is_there_is_read_without_a_wait()
    {
        _client.Send([1, 2, 3]);
        Assert.True(_readable.WaitAsync().AsTask().IsCompletedSuccessfully);
        Assert.Equal([1, 2, 3], await NextAsync(16));
        Assert.Equal(-1, _readable.Read(new byte[16]));
    }

    [Fact]
    public async Task A_wait_ends_with_what_comes_also_the_second_time()
    {
        for (byte i = 0; i < 3; i++)
        {
            var waiting = _readable.WaitAsync().AsTask();
            Assert.False(waiting.IsCompleted);
            _client.Send([i]);
            await waiting.WaitAsync(TimeSpan.FromSeconds(30));
            Assert.Equal([i], await NextAsync(16));
        }
    }

    [Fact]
    public async Task The_end_of_the_client_ends_a_wait()
    {
        var waiting = _readable.WaitAsync().AsTask();
        _client.Shutdown(SocketShutdown.Send);
        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Empty(await NextAsync(16));
    }

    [Fact]
    public async Task A_shutdown_on_this_side_ends_a_wait()
    {
        var waiting = _readable.WaitAsync().AsTask();
        _server.Shutdown(SocketShutdown.Both);
        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
        Assert.Empty(await NextAsync(16));
    }

    [Fact]
    public async Task A_client_flows_from_the_first_full_buffer_until_it_pauses()
    {
        _client.Send(new byte[10]);
        Assert.Equal(8, (await NextAsync(8)).Length);
        Assert.True(_readable.IsFlowing);
        Assert.Equal(2, (await NextAsync(8)).Length);
        Assert.True(_readable.IsFlowing);
        var waiting = _readable.WaitAsync().AsTask();
        Assert.False(_readable.IsFlowing);
        _client.Send([1]);
        await waiting.WaitAsync(TimeSpan.FromSeconds(30));
    }

    [Fact]
    public async Task Bytes_arrive_in_order_whoever_is_faster()
    {
        var sent = new byte[3_000_000];
        new Random(1).NextBytes(sent);
        var sending = Task.Run(() => SendAll(sent));
        var received = new List<byte>();
        while (await NextAsync(50_000) is { Length: > 0 } piece) received.AddRange(piece);
        await sending;
        Assert.Equal(sent, received);
    }

    private void SendAll(byte[] bytes)
    {
        for (var at = 0; at < bytes.Length; at += 7919) _client.Send(bytes.AsSpan(at, Math.Min(7919, bytes.Length - at)));
        _client.Shutdown(SocketShutdown.Send);
    }
}
