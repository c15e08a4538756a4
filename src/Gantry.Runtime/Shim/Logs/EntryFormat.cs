namespace Gantry.Runtime.Shim.Logs;

/// <summary>Docker's local driver: a protocol buffer a line between two lengths, so that a file can be read from both ends.
/// <code>
/// length (4 bytes, highest first) · LogEntry · length
/// LogEntry:  1 source · 2 time in ns · 3 line · 4 partial · 5 { 1 last · 2 id · 3 ordinal }
/// </code></summary>
internal sealed class EntryFormat : ILogFormat
{
    private const int IdSize = 64;

    public int SizeOf(in LogLine line) => line.Text.Length + 128;

    public void Encode(in LogLine line, LogBuffer buffer)
    {
        var size = 8 + 1 + Width((ulong)line.Time) + (line.Text.Length == 0 ? 0 : 1 + Width((ulong)line.Text.Length) + line.Text.Length);
        var part = line.Part == 0 ? 0 : (line.Last ? 2 : 0) + 2 + IdSize + 1 + Width((ulong)line.Part);
        if (part > 0)
            size += 4 + part;
        buffer.PutBigEndian(size);
        buffer.Put(line.Error ? "\x0a\x06stderr"u8 : "\x0a\x06stdout"u8);
        buffer.Put(0x10);
        buffer.PutVariable((ulong)line.Time);
        if (line.Text.Length > 0)
        {
            buffer.Put(0x1a);
            buffer.PutVariable((ulong)line.Text.Length);
            buffer.Put(line.Text);
        }

        if (part > 0)
        {
            buffer.Put([0x20, 1, 0x2a, (byte)part]);
            if (line.Last)
                buffer.Put([0x08, 1]);
            buffer.Put([0x12, IdSize]);
            buffer.Put(line.PartId);
            buffer.Put(0x18);
            buffer.PutVariable((ulong)line.Part);
        }

        buffer.PutBigEndian(size);
    }

    private static int Width(ulong value)
    {
        var bytes = 1;
        for (; value >= 0x80; value >>= 7)
            bytes++;
        return bytes;
    }
}
