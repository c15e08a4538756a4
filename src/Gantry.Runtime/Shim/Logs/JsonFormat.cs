using System.Text;

namespace Gantry.Runtime.Shim.Logs;

/// <summary>Docker's json-file: an object a line, <c>{"log":"text\n","stream":"stdout","attrs":{…},"time":"…"}</c>.</summary>
/// <param name="attributes">A JSON object that each line carries, encoded; empty: none.</param>
/// <param name="length">Its bytes.</param>
internal sealed unsafe class JsonFormat(byte* attributes, int length) : ILogFormat
{
    private static readonly global::System.Buffers.SearchValues<byte> Plain = global::System.Buffers.SearchValues.Create(
        [.. Enumerable.Range(0x20, 0x60).Select(i => (byte)i).Where(b => b is not ((byte)'"' or (byte)'\\' or (byte)'<' or (byte)'>' or (byte)'&'))]);

    private long second = -1;
    private DateTime clock;

    /// <summary>Each byte of text becomes six at most.</summary>
    public int SizeOf(in LogLine line) => (line.Text.Length * 6) + length + 128;

    public void Encode(in LogLine line, LogBuffer buffer)
    {
        buffer.Put("{\"log\":\""u8);
        Escape(line.Text, buffer);
        if (line.Ends)
            buffer.Put("\\n"u8);
        buffer.Put(line.Error ? "\",\"stream\":\"stderr\""u8 : "\",\"stream\":\"stdout\""u8);
        if (length > 0)
        {
            buffer.Put(",\"attrs\":"u8);
            buffer.Put(new ReadOnlySpan<byte>(attributes, length));
        }

        buffer.Put(",\"time\":\""u8);
        Time(line.Time, buffer);
        buffer.Put("\"}\n"u8);
    }

    /// <summary>Escapes as Go's encoder does: quotes, controls, HTML's characters, and what is no UTF-8 becomes U+FFFD.</summary>
    private static void Escape(ReadOnlySpan<byte> text, LogBuffer buffer)
    {
        while (text.Length > 0)
        {
            var plain = text.IndexOfAnyExcept(Plain);
            if (plain != 0)
            {
                buffer.Put(plain < 0 ? text : text[..plain]);
                if (plain < 0)
                    return;
                text = text[plain..];
            }

            var used = 1;
            switch (text[0])
            {
                case >= 0x80:
                    var valid = Rune.DecodeFromUtf8(text, out var rune, out var size) == global::System.Buffers.OperationStatus.Done;
                    used = valid ? size : 1;
                    buffer.Put(!valid ? "\\ufffd"u8 : rune.Value == 0x2028 ? "\\u2028"u8 : rune.Value == 0x2029 ? "\\u2029"u8 : text[..size]);
                    break;
                case (byte)'"':
                    buffer.Put("\\\""u8);
                    break;
                case (byte)'\\':
                    buffer.Put("\\\\"u8);
                    break;
                case (byte)'\r':
                    buffer.Put("\\r"u8);
                    break;
                case var b:
                    buffer.Put("\\u00"u8);
                    buffer.Put("0123456789abcdef"u8[b >> 4]);
                    buffer.Put("0123456789abcdef"u8[b & 15]);
                    break;
            }

            text = text[used..];
        }
    }

    /// <summary>RFC 3339 with nanoseconds, trailing zeros left out as Go does.</summary>
    private void Time(long nanoseconds, LogBuffer buffer)
    {
        var (seconds, fraction) = Math.DivRem(nanoseconds, 1_000_000_000);
        if (seconds != second)
            (second, clock) = (seconds, DateTime.UnixEpoch.AddSeconds(seconds));
        buffer.PutDigits(clock.Year, 4);
        buffer.Put((byte)'-');
        buffer.PutDigits(clock.Month, 2);
        buffer.Put((byte)'-');
        buffer.PutDigits(clock.Day, 2);
        buffer.Put((byte)'T');
        buffer.PutDigits(clock.Hour, 2);
        buffer.Put((byte)':');
        buffer.PutDigits(clock.Minute, 2);
        buffer.Put((byte)':');
        buffer.PutDigits(clock.Second, 2);
        if (fraction != 0)
        {
            var digits = 9;
            for (; fraction % 10 == 0; digits--)
                fraction /= 10;
            buffer.Put((byte)'.');
            buffer.PutDigits(fraction, digits);
        }

        buffer.Put((byte)'Z');
    }
}
