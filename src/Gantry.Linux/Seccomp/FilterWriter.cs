using System.Buffers.Binary;

using Gantry.Oci.Errors;

namespace Gantry.Linux.Seccomp;

/// <summary>An assembler for the kernel's classic packet filter. Jumps name labels, always further down. A conditional jump of the
/// kernel reaches 255 instructions; the program is laid out from its end, so that every distance is known and a further one gets
/// an unconditional jump beside it.</summary>
internal sealed class FilterWriter
{
    public const uint NumberOffset = 0;
    public const uint ArchitectureOffset = 4;

    /// <summary>BPF_MAXINSNS of the kernel.</summary>
    private const int LongestProgram = 4096;

    private const ushort LoadWord = 0x20;
    private const ushort Jump = 0x05;
    private const ushort JumpEqual = 0x15;
    private const ushort JumpGreater = 0x25;
    private const ushort JumpGreaterOrEqual = 0x35;
    private const ushort AndConstant = 0x54;
    private const ushort ReturnConstant = 0x06;
    private const int Straight = -1;

    private readonly List<Step> steps = [];
    private readonly List<int> labels = [];

    /// <summary>Offset of an argument's low half in struct seccomp_data.</summary>
    public static uint ArgumentOffset(uint index) => 16 + (8 * index);

    public int Label()
    {
        labels.Add(-1);
        return labels.Count - 1;
    }

    public void Mark(int label) => labels[label] = steps.Count;

    public void Load(uint offset) => steps.Add(new Step(LoadWord, offset));

    public void And(uint mask) => steps.Add(new Step(AndConstant, mask));

    public void Return(uint value) => steps.Add(new Step(ReturnConstant, value));

    public void JumpIfEqual(uint value, int label) => steps.Add(new Step(JumpEqual, value, label));

    public void JumpUnlessEqual(uint value, int label) => steps.Add(new Step(JumpEqual, value, label, WhenFalse: true));

    public void JumpIfGreater(uint value, int label) => steps.Add(new Step(JumpGreater, value, label));

    public void JumpUnlessGreater(uint value, int label) => steps.Add(new Step(JumpGreater, value, label, WhenFalse: true));

    public void JumpIfGreaterOrEqual(uint value, int label) => steps.Add(new Step(JumpGreaterOrEqual, value, label));

    public void JumpUnlessGreaterOrEqual(uint value, int label) => steps.Add(new Step(JumpGreaterOrEqual, value, label, WhenFalse: true));

    /// <exception cref="GantryException">Invalid, when the kernel would refuse the program for its length.</exception>
    public byte[] Finish()
    {
        var backwards = new List<Instruction>(steps.Count);
        var toEnd = new int[steps.Count + 1];
        for (var i = steps.Count - 1; i >= 0; i--)
        {
            var step = steps[i];
            if (step.Label == Straight)
                backwards.Add(new Instruction(step.Code, 0, 0, step.Value));
            else
                AddJump(backwards, step, backwards.Count - toEnd[labels[step.Label]]);
            toEnd[i] = backwards.Count;
        }

        if (backwards.Count > LongestProgram)
            throw new GantryException(ErrorKind.Invalid, $"seccomp: the filter has {backwards.Count} instructions, the kernel takes {LongestProgram}");
        return Encode(backwards);
    }

    private static void AddJump(List<Instruction> backwards, Step step, int distance)
    {
        if (distance > byte.MaxValue)
        {
            backwards.Add(new Instruction(Jump, 0, 0, (uint)distance));
            backwards.Add(step.WhenFalse ? new Instruction(step.Code, 1, 0, step.Value) : new Instruction(step.Code, 0, 1, step.Value));
            return;
        }

        backwards.Add(step.WhenFalse ? new Instruction(step.Code, 0, (byte)distance, step.Value) : new Instruction(step.Code, (byte)distance, 0, step.Value));
    }

    private static byte[] Encode(List<Instruction> backwards)
    {
        var bytes = new byte[backwards.Count * 8];
        for (var i = 0; i < backwards.Count; i++)
        {
            var instruction = backwards[^(i + 1)];
            var at = bytes.AsSpan(i * 8);
            BinaryPrimitives.WriteUInt16LittleEndian(at, instruction.Code);
            at[2] = instruction.True;
            at[3] = instruction.False;
            BinaryPrimitives.WriteUInt32LittleEndian(at[4..], instruction.Value);
        }

        return bytes;
    }

    private readonly record struct Step(ushort Code, uint Value, int Label = Straight, bool WhenFalse = false);

    private readonly record struct Instruction(ushort Code, byte True, byte False, uint Value);
}
