using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Shim.Logs;

/// <summary>What one stream has begun and not ended: a line without its end, and the parts of a long line that are written already.</summary>
internal sealed unsafe class LogStream
{
    /// <summary>Most bytes of a line that are kept together.</summary>
    public const int LineSize = 16 << 10;

    private const int IdSize = 64;

    private readonly byte* held = (byte*)NativeMemory.Alloc(LineSize);
    private readonly byte* id = (byte*)NativeMemory.Alloc(IdSize);
    private int length;
    private int part;
    private long partTime;

    public int Room => LineSize - length;

    public bool IsEmpty => length == 0;

    public ReadOnlySpan<byte> Held => new(held, length);

    public void Hold(ReadOnlySpan<byte> text)
    {
        text.CopyTo(new Span<byte>(held + length, LineSize - length));
        length += text.Length;
    }

    public void Release() => length = 0;

    /// <summary>Describes the next line, or the next part of one.</summary>
    public LogLine Next(ReadOnlySpan<byte> text, bool error, bool ends, long now)
    {
        if (ends && part == 0)
            return new LogLine { Text = text, Error = error, Time = now };
        if (part++ == 0)
        {
            partTime = now;
            NewId();
        }

        var line = new LogLine { Text = text, Error = error, Time = partTime, Part = part, Last = ends, PartId = new ReadOnlySpan<byte>(id, IdSize) };
        if (ends)
            part = 0;
        return line;
    }

    private void NewId()
    {
        const int Half = IdSize / 2;
        Kernel.Retry(SystemCall.getrandom, (nint)(id + Half), Half);
        for (var i = 0; i < Half; i++)
        {
            var b = id[Half + i];
            id[2 * i] = "0123456789abcdef"u8[b >> 4];
            id[(2 * i) + 1] = "0123456789abcdef"u8[b & 15];
        }
    }
}
