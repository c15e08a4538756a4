using System.Buffers.Binary;

namespace Gantry.Cli.Streams;

/// <summary>
/// Takes apart the stream in which an engine sends output and error together: frames of one byte for the stream, three of
/// padding, a big-endian length and the bytes.
/// </summary>
internal sealed class FrameReader(Stream output, Stream error)
{
    private const int SystemError = 3;
    private readonly byte[] header = new byte[8];
    private int headerLength;
    private uint left;
    private MemoryStream? fault;

    /// <summary>Feeds the next bytes of the stream.</summary>
    /// <exception cref="IOException">The stream is no frames, or the engine reported a failure in it.</exception>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            if (left == 0)
            {
                var taken = Math.Min(8 - headerLength, bytes.Length);
                bytes[..taken].CopyTo(header.AsSpan(headerLength));
                headerLength += taken;
                bytes = bytes[taken..];
                if (headerLength < 8)
                    return;
                left = BinaryPrimitives.ReadUInt32BigEndian(header.AsSpan(4));
                headerLength = 0;
                fault = header[0] == SystemError ? new MemoryStream() : null;
                continue;
            }

            var part = bytes[..(int)Math.Min(left, (uint)bytes.Length)];
            Target().Write(part);
            left -= (uint)part.Length;
            bytes = bytes[part.Length..];
            if (left == 0 && fault is not null)
                throw new IOException($"error from daemon in stream: {System.Text.Encoding.UTF8.GetString(fault.ToArray())}");
        }
    }

    private Stream Target() => header[0] switch
    {
        0 or 1 => output,
        2 => error,
        SystemError => fault!,
        var other => throw new IOException($"Unrecognized input header: {other}"),
    };
}
