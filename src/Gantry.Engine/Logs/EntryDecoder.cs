using System.Buffers.Binary;
using System.Text;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Engine.Logs;

/// <summary>Docker's local driver: a protocol buffer between two lengths (<c>Runtime/Shim/Logs/EntryFormat</c> writes it).</summary>
internal sealed class EntryDecoder : LogDecoder
{
    private const int LengthSize = 4;
    private const int SizeLimit = 1_000_000;

    private byte[] line = new byte[LineSize];
    private int size;
    private long time;

    private const int LineSize = 17 << 10;

    /// <inheritdoc/>
    public override long Time => time;

    /// <inheritdoc/>
    public override ReadOnlySpan<byte> Text => line.AsSpan(0, size);

    /// <summary>The part's place in its line, from 1 on; 0: the line is whole.</summary>
    public int Part { get; private set; }

    /// <summary>Whether it is its line's last part.</summary>
    public bool IsLast { get; private set; }

    /// <summary>What the parts of a line have in common.</summary>
    public string PartId { get; private set; } = "";

    /// <summary>The line without its end.</summary>
    public ReadOnlySpan<byte> Content => Part == 0 || IsLast ? line.AsSpan(0, size - 1) : line.AsSpan(0, size);

    /// <inheritdoc/>
    public override int Read(ReadOnlySpan<byte> data, out bool valid)
    {
        valid = false;
        if (data.Length < LengthSize)
            return 0;
        var length = BinaryPrimitives.ReadInt32BigEndian(data);

        // Where the length is none, nothing after it can be found.
        if (length is < 0 or > SizeLimit)
            return data.Length;
        if (data.Length < length + (2 * LengthSize))
            return 0;
        valid = TryParse(data.Slice(LengthSize, length));
        return length + (2 * LengthSize);
    }

    /// <inheritdoc/>
    public override void WriteStamp(Span<byte> stamp)
    {
        var (seconds, fraction) = Math.DivRem(time, 1_000_000_000);
        DateTime.UnixEpoch.AddSeconds(seconds).TryFormat(stamp, out var written, "yyyy-MM-dd'T'HH:mm:ss", System.Globalization.CultureInfo.InvariantCulture);
        stamp[written] = (byte)'.';
        fraction.TryFormat(stamp[(written + 1)..], out _, "D9", System.Globalization.CultureInfo.InvariantCulture);
        stamp[StampLength - 1] = (byte)'Z';
    }

    /// <inheritdoc/>
    public override long? FindTail(SafeFileHandle file, ref int lines)
    {
        Span<byte> footer = stackalloc byte[LengthSize];
        var position = RandomAccess.GetLength(file);
        while (lines > 0 && position > 0)
        {
            if (RandomAccess.Read(file, footer, position - LengthSize) != LengthSize)
                return 0;
            var length = BinaryPrimitives.ReadInt32BigEndian(footer);
            if (length < 0 || length + (2 * LengthSize) > position)
                return 0;
            position -= length + (2 * LengthSize);
            lines--;
        }

        return lines == 0 ? position : null;
    }

    private bool TryParse(ReadOnlySpan<byte> entry)
    {
        (size, time, Part, IsLast, Stream) = (0, 0, 0, false, 1);
        var partial = false;
        while (entry.Length > 0)
        {
            if (!ProtocolBuffer.TryField(ref entry, out var field, out var number, out var bytes))
                return false;
            switch (field)
            {
                case 1:
                    Stream = bytes.SequenceEqual("stderr"u8) ? (byte)2 : (byte)1;
                    break;
                case 2:
                    time = (long)number;
                    break;
                case 3:
                    if (line.Length <= bytes.Length)
                        line = new byte[bytes.Length * 2];
                    bytes.CopyTo(line);
                    size = bytes.Length;
                    break;
                case 4:
                    partial = number != 0;
                    break;
                case 5 when !TryParsePart(bytes):
                    return false;
            }
        }

        if (!partial || IsLast)
            line[size++] = (byte)'\n';
        return true;
    }

    private bool TryParsePart(ReadOnlySpan<byte> part)
    {
        while (part.Length > 0)
        {
            if (!ProtocolBuffer.TryField(ref part, out var field, out var number, out var bytes))
                return false;
            if (field == 1)
                IsLast = number != 0;
            else if (field == 2)
                PartId = Encoding.ASCII.GetString(bytes);
            else if (field == 3)
                Part = (int)number;
        }

        return true;
    }
}
