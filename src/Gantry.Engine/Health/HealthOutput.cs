using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net.Sockets;
using System.Text;

namespace Gantry.Engine.Health;

/// <summary>The first bytes of what a check prints, both streams together; the rest is read and forgotten, so that the check can end.</summary>
internal sealed class HealthOutput
{
    private const int Limit = 4096;
    private const int HeaderLength = 8;

    private readonly Lock gate = new();
    private readonly ArrayBufferWriter<byte> kept = new(256);
    private bool cut;

    /// <summary>Reads frames to their end.</summary>
    public async Task ReadAsync(Socket socket)
    {
        await using var stream = new NetworkStream(socket, ownsSocket: false);
        var buffer = new byte[Limit];
        try
        {
            while (await stream.ReadAtLeastAsync(buffer.AsMemory(0, HeaderLength), HeaderLength, throwOnEndOfStream: false) == HeaderLength)
            {
                for (var left = BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(4)); left > 0;)
                {
                    var count = await stream.ReadAsync(buffer.AsMemory(0, Math.Min(left, buffer.Length)));
                    if (count == 0)
                        return;
                    left -= count;
                    Keep(buffer.AsSpan(0, count));
                }
            }
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // The check took too long and its connection was given up.
        }
    }

    public override string ToString()
    {
        lock (gate)
            return Encoding.UTF8.GetString(kept.WrittenSpan) + (cut ? "..." : "");
    }

    /// <summary>A duration in Go's notation: <c>1s</c>, <c>1.5s</c>, <c>500ms</c>, <c>1m30s</c>.</summary>
    public static string Duration(TimeSpan duration)
    {
        if (duration < TimeSpan.FromSeconds(1))
            return duration.TotalMilliseconds.ToString("0.####", CultureInfo.InvariantCulture) + "ms";
        var hours = (long)duration.TotalHours;
        var seconds = (duration.TotalSeconds % 60).ToString("0.#######", CultureInfo.InvariantCulture) + "s";
        return hours > 0 ? $"{hours}h{duration.Minutes}m{seconds}" : duration.Minutes > 0 ? $"{duration.Minutes}m{seconds}" : seconds;
    }

    private void Keep(ReadOnlySpan<byte> data)
    {
        lock (gate)
        {
            var room = Limit - kept.WrittenCount;
            cut |= data.Length > room;
            kept.Write(data[..Math.Min(room, data.Length)]);
        }
    }
}
