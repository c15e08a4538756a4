using System.Buffers;
using System.Buffers.Binary;
using System.Net.Sockets;

namespace Gantry.Api.Hijack;

/// <summary>Docker's frames around the output of a process: one byte for the stream, three zeros, the length in four bytes big-endian, then the output.
/// Processes without a terminal come with them, those with one without; here are the conversions for clients that want it otherwise.</summary>
internal static class StreamFrames
{
    private const int HeaderSize = 8;
    private const int BufferSize = 32 << 10;
    private const byte Stdout = 1;

    /// <summary>A frame of standard output.</summary>
    public static byte[] Of(ReadOnlySpan<byte> output)
    {
        var frame = new byte[HeaderSize + output.Length];
        WriteHeader(frame, output.Length);
        output.CopyTo(frame.AsSpan(HeaderSize));
        return frame;
    }

    /// <summary>Carries output and puts frames around it, until its end.</summary>
    public static async Task WrapAsync(Socket from, Stream to, CancellationToken ended)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            int count;
            while ((count = await from.ReceiveAsync(buffer.AsMemory(HeaderSize), ended)) > 0)
            {
                WriteHeader(buffer, count);
                await to.WriteAsync(buffer.AsMemory(0, HeaderSize + count), ended);
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    /// <summary>Carries output and takes the frames off, until its end.</summary>
    public static async Task UnwrapAsync(Socket from, Func<ReadOnlyMemory<byte>, ValueTask> take, CancellationToken ended)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
        try
        {
            using var stream = new NetworkStream(from);
            while (await stream.ReadAtLeastAsync(buffer.AsMemory(0, HeaderSize), HeaderSize, throwOnEndOfStream: false, ended) == HeaderSize)
            {
                int count;
                for (var left = BinaryPrimitives.ReadInt32BigEndian(buffer.AsSpan(4)); left > 0; left -= count)
                {
                    count = await stream.ReadAsync(buffer.AsMemory(0, Math.Min(left, buffer.Length)), ended);
                    if (count == 0)
                        return;
                    await take(buffer.AsMemory(0, count));
                }
            }
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }

    private static void WriteHeader(Span<byte> frame, int length)
    {
        BinaryPrimitives.WriteInt32BigEndian(frame, Stdout << 24);
        BinaryPrimitives.WriteInt32BigEndian(frame[4..], length);
    }
}
