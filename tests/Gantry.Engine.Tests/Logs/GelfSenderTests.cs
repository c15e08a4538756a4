using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;

using Gantry.Engine.Logs.Forwarding;
using Gantry.Engine.Logs.Senders;

namespace Gantry.Engine.Tests.Logs;

public sealed class GelfSenderTests
{
    private static readonly SortedDictionary<string, string> Fields = new() { ["_tag"] = "here" };

    [Theory]
    [InlineData("gzip")]
    [InlineData("zlib")]
    [InlineData("none")]
    public async Task A_line_is_one_datagram(string compression)
    {
        using var server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await using var sender = new GelfSender("udp", $"127.0.0.1:{((IPEndPoint)server.Client.LocalEndPoint!).Port}", compression, CompressionLevel.Fastest, Fields);
        await sender.ConnectAsync(CancellationToken.None);
        await sender.SendAsync([new LogMessage("hi <you>"u8.ToArray(), true, 1_700_000_000_123_456_789, 0, false, "")], CancellationToken.None);
        var message = JsonDocument.Parse(Unpack((await server.ReceiveAsync()).Buffer, compression)).RootElement;
        Assert.Equal("hi <you>", message.GetProperty("short_message").GetString());
        Assert.Equal("1700000000.123", message.GetProperty("timestamp").GetRawText());
        Assert.Equal(3, message.GetProperty("level").GetInt32());
        Assert.Equal("here", message.GetProperty("_tag").GetString());
    }

    [Fact]
    public async Task A_long_line_is_sent_in_chunks()
    {
        using var server = new UdpClient(new IPEndPoint(IPAddress.Loopback, 0));
        await using var sender = new GelfSender("udp", $"127.0.0.1:{((IPEndPoint)server.Client.LocalEndPoint!).Port}", "none", CompressionLevel.Fastest, Fields);
        await sender.ConnectAsync(CancellationToken.None);
        var text = new string('x', 5000);
        await sender.SendAsync([new LogMessage(Encoding.ASCII.GetBytes(text), false, 0, 0, false, "")], CancellationToken.None);
        var whole = new List<byte>();
        for (byte number = 0, count = 1; number < count; number++)
        {
            var chunk = (await server.ReceiveAsync()).Buffer;
            Assert.Equal([0x1e, 0x0f], chunk[..2]);
            Assert.Equal(number, chunk[10]);
            count = chunk[11];
            whole.AddRange(chunk[12..]);
        }

        Assert.Equal(text, JsonDocument.Parse(whole.ToArray()).RootElement.GetProperty("short_message").GetString());
    }

    private static byte[] Unpack(byte[] data, string compression)
    {
        if (compression == "none")
            return data;
        using Stream unpacked = compression == "zlib" ? new ZLibStream(new MemoryStream(data), CompressionMode.Decompress) : new GZipStream(new MemoryStream(data), CompressionMode.Decompress);
        using var result = new MemoryStream();
        unpacked.CopyTo(result);
        return result.ToArray();
    }
}
