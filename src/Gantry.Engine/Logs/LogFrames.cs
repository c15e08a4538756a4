using System.Buffers.Binary;
using System.IO.Pipelines;

namespace Gantry.Engine.Logs;

/// <summary>Turns entries of a log into the form of an attached stream, leaving out what the query does not want.</summary>
internal sealed class LogFrames(LogQuery query, bool tty, LogDecoder decoder, PipeWriter output)
{
    private const int HeaderLength = 8;

    /// <summary>Set when a line later than the query's end was met: all others are later still.</summary>
    public bool PastEnd { get; private set; }

    /// <summary>Writes all whole entries; returns how many bytes they had.</summary>
    public int Write(ReadOnlySpan<byte> data)
    {
        var used = 0;
        while (!PastEnd)
        {
            var length = decoder.Read(data[used..], out var valid);
            if (length == 0)
                break;
            if (valid)
                Write();
            used += length;
        }

        return used;
    }

    private void Write()
    {
        if (decoder.Stream == 1 ? !query.Stdout : !query.Stderr)
            return;
        if (query.Since is not null || query.Until is not null)
        {
            var at = decoder.Time;
            if (at < query.Since)
                return;
            if (at > query.Until)
            {
                PastEnd = true;
                return;
            }
        }

        var text = decoder.Text;
        var prefix = (query.Timestamps ? LogDecoder.StampLength + 1 : 0) + (query.Details ? decoder.Details.Length + 1 : 0);
        var header = tty ? 0 : HeaderLength;
        var span = output.GetSpan(header + prefix + text.Length);
        if (!tty)
        {
            span[..HeaderLength].Clear();
            span[0] = decoder.Stream;
            BinaryPrimitives.WriteInt32BigEndian(span[4..], prefix + text.Length);
        }

        var end = header;
        if (query.Timestamps)
        {
            decoder.WriteStamp(span[end..]);
            end += LogDecoder.StampLength;
            span[end++] = (byte)' ';
        }

        if (query.Details)
        {
            decoder.Details.Span.CopyTo(span[end..]);
            end += decoder.Details.Length;
            span[end++] = (byte)' ';
        }

        text.CopyTo(span[end..]);
        output.Advance(end + text.Length);
    }
}
