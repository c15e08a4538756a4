using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Shim.Logs;

/// <summary>Encoded lines on their way to files, in memory of its own.</summary>
internal sealed unsafe class LogBuffer
{
    private const int Size = 256 << 10;

    private readonly byte* memory = (byte*)NativeMemory.Alloc(Size);

    public int Length { get; private set; }

    /// <summary>Bytes that still find room.</summary>
    public int Room => Size - Length;

    public void Put(ReadOnlySpan<byte> text)
    {
        text.CopyTo(new Span<byte>(memory + Length, Size - Length));
        Length += text.Length;
    }

    public void Put(byte value) => memory[Length++] = value;

    /// <summary>Puts a number with the highest byte first.</summary>
    public void PutBigEndian(int value)
    {
        *(int*)(memory + Length) = global::System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(value);
        Length += sizeof(int);
    }

    /// <summary>Puts a number as protocol buffers do: seven bits a byte, the lowest first.</summary>
    public void PutVariable(ulong value)
    {
        for (; value >= 0x80; value >>= 7)
            memory[Length++] = (byte)(value | 0x80);
        memory[Length++] = (byte)value;
    }

    /// <summary>Puts a decimal number with leading zeros.</summary>
    public void PutDigits(long value, int digits)
    {
        for (var i = digits - 1; i >= 0; i--, value /= 10)
            memory[Length + i] = (byte)('0' + (value % 10));
        Length += digits;
    }

    /// <summary>Writes all of it to a file; false when the file takes no more.</summary>
    public bool WriteTo(int file)
    {
        for (var at = 0; at < Length;)
        {
            var written = Kernel.Retry(SystemCall.write, file, (nint)(memory + at), Length - at);
            if (written <= 0)
                return false;
            at += (int)written;
        }

        return true;
    }

    public void Clear() => Length = 0;
}
