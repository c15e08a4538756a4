using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Shim.Logs;

/// <summary>Names of a log's files, built in memory of its own.</summary>
internal sealed unsafe class LogPath
{
    private const int SuffixSize = 32;

    private readonly byte* text;
    private readonly byte* other;
    private readonly int length;

    public LogPath(byte* path)
    {
        length = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(path).Length;
        text = (byte*)NativeMemory.Alloc((nuint)(length + SuffixSize));
        other = (byte*)NativeMemory.Alloc((nuint)(length + SuffixSize));
        NativeMemory.Copy(path, text, (nuint)length);
        NativeMemory.Copy(path, other, (nuint)length);
    }

    /// <summary>The path of file <paramref name="number"/>, valid until the next one is asked for.</summary>
    public byte* Of(int number, bool compressed = false) => Write(text, number, compressed);

    /// <summary>Moves a file and its compressed form.</summary>
    public void Move(int from, int to)
    {
        Kernel.Call(SystemCall.renameat, OpenFlags.AT_FDCWD, (nint)Write(text, from, false), OpenFlags.AT_FDCWD, (nint)Write(other, to, false));
        if (from > 0)
            Kernel.Call(SystemCall.renameat, OpenFlags.AT_FDCWD, (nint)Write(text, from, true), OpenFlags.AT_FDCWD, (nint)Write(other, to, true));
    }

    /// <summary>Removes a file and its compressed form.</summary>
    public void Remove(int number)
    {
        Kernel.Call(SystemCall.unlinkat, OpenFlags.AT_FDCWD, (nint)Write(text, number, false), 0);
        if (number > 0)
            Kernel.Call(SystemCall.unlinkat, OpenFlags.AT_FDCWD, (nint)Write(text, number, true), 0);
    }

    private byte* Write(byte* to, int number, bool compressed)
    {
        var at = length;
        if (number > 0)
        {
            to[at++] = (byte)'.';
            var digits = 1;
            for (var rest = number; rest >= 10; rest /= 10)
                digits++;
            for (var i = digits - 1; i >= 0; i--, number /= 10)
                to[at + i] = (byte)('0' + (number % 10));
            at += digits;
        }

        if (compressed)
        {
            ".gz"u8.CopyTo(new Span<byte>(to + at, SuffixSize - 16));
            at += 3;
        }

        to[at] = 0;
        return to;
    }
}
