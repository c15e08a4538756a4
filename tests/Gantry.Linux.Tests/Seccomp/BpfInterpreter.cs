using System.Buffers.Binary;

namespace Gantry.Linux.Tests.Seccomp;

/// <summary>Runs a compiled filter on a call as the kernel would, and refuses what the kernel refuses.</summary>
internal sealed class BpfInterpreter(byte[] program)
{
    public const uint X64 = 0xc000003e;
    public const uint X86 = 0x40000003;
    public const uint X32Bit = 0x40000000;

    public uint Run(uint architecture, uint number, params ReadOnlySpan<ulong> arguments)
    {
        Span<byte> call = stackalloc byte[64];
        call.Clear();
        BinaryPrimitives.WriteUInt32LittleEndian(call, number);
        BinaryPrimitives.WriteUInt32LittleEndian(call[4..], architecture);
        for (var i = 0; i < arguments.Length; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(call[(16 + (8 * i))..], arguments[i]);

        uint accumulator = 0;
        for (var at = 0; ; at++)
        {
            var instruction = program.AsSpan(at * 8, 8);
            var (whenTrue, whenFalse) = (instruction[2], instruction[3]);
            var value = BinaryPrimitives.ReadUInt32LittleEndian(instruction[4..]);
            switch (BinaryPrimitives.ReadUInt16LittleEndian(instruction))
            {
                case 0x20 when value % 4 == 0:
                    accumulator = BinaryPrimitives.ReadUInt32LittleEndian(call[(int)value..]);
                    break;
                case 0x05:
                    at += (int)value;
                    break;
                case 0x15:
                    at += accumulator == value ? whenTrue : whenFalse;
                    break;
                case 0x25:
                    at += accumulator > value ? whenTrue : whenFalse;
                    break;
                case 0x35:
                    at += accumulator >= value ? whenTrue : whenFalse;
                    break;
                case 0x54:
                    accumulator &= value;
                    break;
                case 0x06:
                    return value;
                default:
                    throw new InvalidOperationException($"instruction {at} is one the kernel refuses");
            }
        }
    }
}
