using System.Buffers.Binary;
using System.Globalization;
using System.IO.Pipelines;
using System.Text;
using System.Text.Json;

namespace Gantry.Engine.Logs;

/// <summary>Turns lines of a json-file log into the form of an attached stream, leaving out what the query does not want.</summary>
internal sealed class LogFrames(LogQuery query, bool tty, PipeWriter output)
{
    private const int StampLength = 30;

    private byte[] line = new byte[32 << 10];
    private byte[] details = [];

    /// <summary>Set when a line later than the query's end was met: all others are later still.</summary>
    public bool PastEnd { get; private set; }

    /// <summary>Writes all whole lines; returns how many bytes they had.</summary>
    public int WriteLines(ReadOnlySpan<byte> text)
    {
        var used = 0;
        while (!PastEnd)
        {
            var length = text[used..].IndexOf((byte)'\n');
            if (length < 0)
                break;
            Write(text.Slice(used, length));
            used += length + 1;
        }

        return used;
    }

    private void Write(ReadOnlySpan<byte> json)
    {
        if (!TryParse(json, out var size, out var stream, out var time))
            return;
        if (stream == 1 ? !query.Stdout : !query.Stderr)
            return;
        if (query.Since is not null || query.Until is not null)
        {
            var at = Nanoseconds(time);
            if (at < query.Since)
                return;
            if (at > query.Until)
            {
                PastEnd = true;
                return;
            }
        }

        var prefix = (query.Timestamps ? StampLength + 1 : 0) + (query.Details ? details.Length + 1 : 0);
        var header = tty ? 0 : 8;
        var span = output.GetSpan(header + prefix + size);
        if (!tty)
        {
            span[..8].Clear();
            span[0] = stream;
            BinaryPrimitives.WriteInt32BigEndian(span[4..], prefix + size);
        }

        var at2 = header;
        if (query.Timestamps)
            Add(Stamp(time, stackalloc byte[StampLength]), span, ref at2);
        if (query.Details)
            Add(details, span, ref at2);
        line.AsSpan(0, size).CopyTo(span[at2..]);
        output.Advance(at2 + size);

        static void Add(ReadOnlySpan<byte> word, Span<byte> to, ref int at)
        {
            word.CopyTo(to[at..]);
            to[at + word.Length] = (byte)' ';
            at += word.Length + 1;
        }
    }

    /// <summary>The time with nine digits of the second: the log leaves trailing zeros out, and clients show times in columns.</summary>
    private static ReadOnlySpan<byte> Stamp(ReadOnlySpan<byte> time, Span<byte> stamp)
    {
        "0000-00-00T00:00:00.000000000Z"u8.CopyTo(stamp);
        var digits = time.TrimEnd((byte)'Z');
        digits[..Math.Min(digits.Length, StampLength - 1)].CopyTo(stamp);
        return stamp;
    }

    /// <summary>Reads <c>yyyy-mm-ddThh:mm:ss[.fraction]Z</c> with all its digits, of which a DateTimeOffset keeps seven.</summary>
    private static long Nanoseconds(ReadOnlySpan<byte> time)
    {
        var point = time.IndexOf((byte)'.');
        var seconds = Encoding.ASCII.GetString(point < 0 ? time : time[..point]).TrimEnd('Z') + "Z";
        long nanoseconds = 0;
        var unit = 100_000_000L;
        for (var i = point + 1; point >= 0 && i < time.Length && time[i] is >= (byte)'0' and <= (byte)'9'; i++, unit /= 10)
            nanoseconds += (time[i] - '0') * unit;
        return (DateTimeOffset.Parse(seconds, CultureInfo.InvariantCulture).ToUnixTimeSeconds() * 1_000_000_000) + nanoseconds;
    }

    /// <summary>Reads one line of the log; a damaged one (a crash in the middle of a write) is left out.</summary>
    private bool TryParse(ReadOnlySpan<byte> json, out int size, out byte stream, out ReadOnlySpan<byte> time)
    {
        size = 0;
        stream = 1;
        time = default;
        details = [];
        try
        {
            var reader = new Utf8JsonReader(json);
            reader.Read();
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (reader.ValueTextEquals("log"u8))
                {
                    reader.Read();
                    if (line.Length < reader.ValueSpan.Length)
                        line = new byte[reader.ValueSpan.Length * 2];
                    size = reader.CopyString(line);
                }
                else if (reader.ValueTextEquals("stream"u8))
                {
                    reader.Read();
                    stream = reader.ValueTextEquals("stderr"u8) ? (byte)2 : (byte)1;
                }
                else if (reader.ValueTextEquals("time"u8))
                {
                    reader.Read();
                    time = reader.ValueSpan;
                }
                else if (reader.ValueTextEquals("attrs"u8))
                {
                    reader.Read();
                    details = Details(ref reader);
                }
                else
                {
                    reader.Skip();
                }
            }

            return true;
        }
        catch (JsonException)
        {
            return false;
        }
    }

    /// <summary>Attributes as <c>name=value,name=value</c>, escaped as in a query string.</summary>
    private static byte[] Details(ref Utf8JsonReader reader)
    {
        var pairs = new List<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            pairs.Add(Uri.EscapeDataString(name) + "=" + Uri.EscapeDataString(reader.GetString() ?? ""));
        }

        return Encoding.ASCII.GetBytes(string.Join(',', pairs));
    }
}
