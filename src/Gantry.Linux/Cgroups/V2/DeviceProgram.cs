using System.Buffers.Binary;

namespace Gantry.Linux.Cgroups.V2;

/// <summary>Compiles device rules to a program of type BPF_PROG_TYPE_CGROUP_DEVICE (linux/bpf.h): it gets the access and the device's
/// kind and numbers, and answers 1 to let it pass.</summary>
/// <remarks>As in version 1 one exception must cover all that is asked for: read by one and write by another do not add up to both.</remarks>
internal static class DeviceProgram
{
    // Opcodes of linux/bpf.h: class, operation and source in one byte.
    private const byte LoadWord = 0x61;
    private const byte AndConstant32 = 0x54;
    private const byte ShiftRight32 = 0x74;
    private const byte Move32 = 0xbc;
    private const byte MoveConstant64 = 0xb7;
    private const byte JumpNotEqual = 0x55;
    private const byte JumpEqual = 0x15;
    private const byte ExitProgram = 0x95;

    private const int BPF_DEVCG_DEV_BLOCK = 1;
    private const int BPF_DEVCG_DEV_CHAR = 2;

    // Registers: the context comes in 1 and the answer goes out in 0.
    private const int Answer = 0;
    private const int Context = 1;
    private const int Kind = 2;
    private const int Access = 3;
    private const int Major = 4;
    private const int Minor = 5;

    /// <summary>The program, eight bytes an instruction.</summary>
    public static byte[] Compile(DeviceRules rules)
    {
        var program = new List<ulong>
        {
            // struct bpf_cgroup_dev_ctx: access_type (kind in the low half, access in the high), major, minor.
            Instruction(LoadWord, Kind, Context, 0, 0),
            Instruction(Move32, Access, Kind, 0, 0),
            Instruction(AndConstant32, Kind, 0, 0, 0xffff),
            Instruction(ShiftRight32, Access, 0, 0, 16),
            Instruction(LoadWord, Major, Context, 4, 0),
            Instruction(LoadWord, Minor, Context, 8, 0),
        };
        foreach (var (key, access) in rules.Exceptions)
            program.AddRange(Block(key, access, rules.AllowByDefault));
        program.AddRange(Return(rules.AllowByDefault));

        var bytes = new byte[program.Count * sizeof(ulong)];
        for (var i = 0; i < program.Count; i++)
            BinaryPrimitives.WriteUInt64LittleEndian(bytes.AsSpan(i * sizeof(ulong)), program[i]);
        return bytes;
    }

    /// <summary>One exception: jumps behind its end as soon as something does not match.</summary>
    private static List<ulong> Block(DeviceKey key, DeviceAccess access, bool denies)
    {
        var tests = new List<(byte Code, int Register, int Value)> { (JumpNotEqual, Kind, key.Kind == 'b' ? BPF_DEVCG_DEV_BLOCK : BPF_DEVCG_DEV_CHAR) };
        if (key.Major >= 0)
            tests.Add((JumpNotEqual, Major, (int)key.Major));
        if (key.Minor >= 0)
            tests.Add((JumpNotEqual, Minor, (int)key.Minor));

        var block = new List<ulong>();
        var accessTest = access == DeviceAccess.All ? 0 : 3;
        var length = tests.Count + accessTest + 2;
        foreach (var (code, register, value) in tests)
            block.Add(Instruction(code, register, 0, length - block.Count - 1, value));
        if (accessTest > 0)
        {
            // An allowance must have all that is asked for, a denial any of it; the bits are those of DeviceAccess.
            block.Add(Instruction(Move32, Context, Access, 0, 0));
            block.Add(Instruction(AndConstant32, Context, 0, 0, (int)(denies ? access : DeviceAccess.All & ~access)));
            block.Add(Instruction(denies ? JumpEqual : JumpNotEqual, Context, 0, length - block.Count - 1, 0));
        }

        block.AddRange(Return(!denies));
        return block;
    }

    private static ulong[] Return(bool allow) => [Instruction(MoveConstant64, Answer, 0, 0, allow ? 1 : 0), Instruction(ExitProgram, 0, 0, 0, 0)];

    /// <summary>struct bpf_insn: opcode, destination and source, jump offset, constant.</summary>
    private static ulong Instruction(byte code, int destination, int source, int offset, int constant) =>
        code | (ulong)(uint)(destination | (source << 4)) << 8 | (ulong)(ushort)offset << 16 | (ulong)(uint)constant << 32;
}
