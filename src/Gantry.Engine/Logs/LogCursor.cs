using System.Buffers;
using System.IO.Pipelines;

namespace Gantry.Engine.Logs;

/// <summary>A place in a log: a file, and where in it the next entry begins.</summary>
internal sealed class LogCursor(LogDecoder decoder, LogFrames frames, PipeWriter output)
{
    private const int BlockSize = 64 << 10;

    /// <summary>Time of the entry read last; 0: none was.</summary>
    public long LastTime { get; private set; }

    /// <summary>Copies all whole entries from <paramref name="offset"/> on; returns where the next one starts.</summary>
    public async Task<long> CopyAsync(LogFile file, long offset, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            var held = 0;
            while (!frames.PastEnd)
            {
                if (held == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, held).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                var read = RandomAccess.Read(file.Content, buffer.AsSpan(held), offset + held);
                if (read == 0)
                    break;
                held += read;
                var used = frames.Write(buffer.AsSpan(0, held));
                if (used > 0)
                    LastTime = decoder.Time;
                offset += used;
                buffer.AsSpan(used, held - used).CopyTo(buffer);
                held -= used;
                await output.FlushAsync(cancellation);
            }

            return offset;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
