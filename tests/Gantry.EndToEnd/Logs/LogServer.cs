using System.Net.Sockets;
using System.Text;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Logs;

/// <summary>A log server on a local socket, which keeps what it is sent.</summary>
internal sealed class LogServer : IAsyncDisposable
{
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly MemoryStream received = new();

    public LogServer(string path)
    {
        Path = path;
        listener.Bind(new UnixDomainSocketEndPoint(path));
        listener.Listen();
        _ = AcceptAsync();
    }

    public string Path { get; }

    /// <summary>Whether it takes what it is sent; otherwise it hangs.</summary>
    public bool Reads { get; init; } = true;

    public string Text => Encoding.UTF8.GetString(Bytes());

    /// <summary>A character a byte.</summary>
    public string Latin => Encoding.Latin1.GetString(Bytes());

    /// <summary>Waits until it was sent a text.</summary>
    public Task Contains(string text) => Deadline.Until(() => Text.Contains(text, StringComparison.Ordinal) ? null : $"'{text}' has not arrived");

    public ValueTask DisposeAsync()
    {
        listener.Dispose();
        File.Delete(Path);
        return ValueTask.CompletedTask;
    }

    private byte[] Bytes()
    {
        lock (received)
            return received.ToArray();
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ReceiveAsync(await listener.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private async Task ReceiveAsync(Socket client)
    {
        if (!Reads)
            return;
        using (client)
        {
            var buffer = new byte[64 << 10];
            for (int count; (count = await client.ReceiveAsync(buffer)) > 0;)
            {
                lock (received)
                    received.Write(buffer, 0, count);
            }
        }
    }
}
