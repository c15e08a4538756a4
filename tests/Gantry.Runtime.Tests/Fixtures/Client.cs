using System.Buffers.Binary;
using System.Net.Sockets;
using System.Text;

namespace Gantry.Runtime.Tests.Fixtures;

/// <summary>The far end of an attach: takes Docker's frames apart.</summary>
internal sealed class Client(Socket socket, bool raw) : IAsyncDisposable
{
    private readonly MemoryStream output = new();
    private readonly MemoryStream error = new();
    private readonly NetworkStream stream = new(socket, ownsSocket: true);

    public string Output => Encoding.UTF8.GetString(output.ToArray());

    public string Error => Encoding.UTF8.GetString(error.ToArray());

    public byte[] OutputBytes => output.ToArray();

    public async Task WriteAsync(string text) => await stream.WriteAsync(Encoding.UTF8.GetBytes(text));

    public async Task WriteAsync(ReadOnlyMemory<byte> bytes) => await stream.WriteAsync(bytes);

    public void EndInput() => socket.Shutdown(SocketShutdown.Send);

    public async Task ReadToEndAsync() => await ReadUntilAsync(null);

    /// <summary>Reads until the output contains a text; false when it ended before.</summary>
    public async Task<bool> ReadUntilAsync(string? text)
    {
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        var header = new byte[8];
        var buffer = new byte[128 * 1024];
        while (text is null || !Output.Contains(text, StringComparison.Ordinal))
        {
            if (raw)
            {
                int count = await stream.ReadAsync(buffer, deadline.Token);
                if (count == 0)
                    return false;
                output.Write(buffer, 0, count);
                continue;
            }

            int read = await stream.ReadAtLeastAsync(header, 8, throwOnEndOfStream: false, deadline.Token);
            if (read == 0)
                return false;
            Assert.Equal(8, read);
            int length = BinaryPrimitives.ReadInt32BigEndian(header.AsSpan(4));
            await stream.ReadExactlyAsync(buffer.AsMemory(0, length), deadline.Token);
            (header[0] == 2 ? error : output).Write(buffer, 0, length);
        }

        return true;
    }

    public ValueTask DisposeAsync() => stream.DisposeAsync();
}
