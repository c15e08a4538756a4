using System.Globalization;
using System.Text;
using System.Text.Json;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Engine.Logs;

/// <summary>Docker's json-file: an object a line.</summary>
internal sealed class JsonDecoder : LogDecoder
{
    private readonly byte[] time = new byte[40];
    private byte[] line = new byte[32 << 10];
    private int size;
    private int timeSize;

    /// <inheritdoc/>
    public override long Time => Nanoseconds(time.AsSpan(0, timeSize));

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Text => line.AsSpan(0, size);

    /// <inheritdoc/>
    public override int Read(ReadOnlySpan<byte> data, out bool valid)
    {
        var length = data.IndexOf((byte)'\n');
        valid = length >= 0 && TryParse(data[..length]);
        return length + 1;
    }

    /// <inheritdoc/>
    public override void WriteStamp(Span<byte> stamp)
    {
        "0000-00-00T00:00:00.000000000Z"u8.CopyTo(stamp);
        var digits = time.AsSpan(0, timeSize).TrimEnd((byte)'Z');
        digits[..Math.Min(digits.Length, StampLength - 1)].CopyTo(stamp);
    }

    /// <inheritdoc/>
    public override long? FindTail(SafeFileHandle file, ref int lines) => LogTail.Find(file, ref lines);

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
    private bool TryParse(ReadOnlySpan<byte> json)
    {
        size = timeSize = 0;
        Stream = 1;
        Details = default;
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
                    Stream = reader.ValueTextEquals("stderr"u8) ? (byte)2 : (byte)1;
                }
                else if (reader.ValueTextEquals("time"u8))
                {
                    reader.Read();
                    timeSize = Math.Min(reader.ValueSpan.Length, time.Length);
                    reader.ValueSpan[..timeSize].CopyTo(time);
                }
                else if (reader.ValueTextEquals("attrs"u8))
                {
                    reader.Read();
                    Details = Join(ref reader);
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
    private static byte[] Join(ref Utf8JsonReader reader)
    {
        var pairs = new List<string>();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            var name = reader.GetString()!;
            reader.Read();
            pairs.Add(Escape(name) + "=" + Escape(reader.GetString() ?? ""));
        }

        return Encoding.ASCII.GetBytes(string.Join(',', pairs));
    }

    private static string Escape(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);
}
