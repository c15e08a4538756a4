using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Gantry.Runtime.LaunchPlans;

/// <summary>Lays a plan out as one block of memory.</summary>
internal sealed unsafe class PlanWriter
{
    private readonly Dictionary<string, int> texts = [];
    private readonly List<int> relocations = [];
    private byte[] block = new byte[16 * 1024];
    private int length = sizeof(PlanHeader);

    /// <summary>The block for a plan; <paramref name="describe"/> fills in the header's other fields.</summary>
    public static ReadOnlyMemory<byte> Write(LaunchPlan plan, DescribeHeader describe)
    {
        var writer = new PlanWriter();
        PlanHeader header = default;
        header.Magic = PlanHeader.CurrentMagic;
        header.BeforeCount = plan.Before.Count;
        header.ChildCount = plan.Child.Count;
        header.CloneFlags = (ulong)plan.Namespaces;
        header.CgroupRegister = plan.Cgroup?.Index ?? -1;
        header.UidMap = plan.UidMap is null ? 0 : writer.Text(plan.UidMap);
        header.GidMap = plan.GidMap is null ? 0 : writer.Text(plan.GidMap);
        if (plan.UidMap is not null)
            header.Options |= PlanOptions.UserNamespace;
        describe(ref header, writer);

        header.Steps = writer.Reserve((plan.Before.Count + plan.Child.Count) * sizeof(StepRecord));
        int at = header.Steps;
        foreach (LaunchStep step in plan.Before)
            writer.Put(ref at, step);
        foreach (LaunchStep step in plan.Child)
            writer.Put(ref at, step);

        header.RelocationCount = writer.relocations.Count;
        header.Relocations = writer.Bytes(MemoryMarshal.AsBytes(CollectionsMarshal.AsSpan(writer.relocations)), 4);
        header.Length = writer.length;
        MemoryMarshal.Write(writer.block, header);
        return writer.block.AsMemory(0, writer.length);
    }

    public delegate void DescribeHeader(ref PlanHeader header, PlanWriter writer);

    /// <summary>Puts a text with its terminating zero; equal texts share their place.</summary>
    public int Text(string text)
    {
        if (texts.TryGetValue(text, out int offset))
            return offset;
        int size = Encoding.UTF8.GetByteCount(text);
        offset = Reserve(size + 1, 1);
        Encoding.UTF8.GetBytes(text, block.AsSpan(offset, size));
        texts.Add(text, offset);
        return offset;
    }

    private int Bytes(ReadOnlySpan<byte> bytes, int alignment = 8)
    {
        int offset = Reserve(bytes.Length, alignment);
        bytes.CopyTo(block.AsSpan(offset));
        return offset;
    }

    private void Put(ref int at, LaunchStep step)
    {
        StepRecord record = default;
        record.Operation = (int)step.Operation;
        record.Result = (short)(step.Result?.Index ?? -1);
        record.Skip = (short)step.Skip;
        record.Tolerated = (ushort)step.Tolerated;
        record.AlsoTolerated = (ushort)step.AlsoTolerated;
        for (int i = 0; i < step.Arguments.Length; i++)
        {
            Argument argument = step.Arguments[i];
            record.Kinds |= (uint)argument.Kind << (4 * i);
            record.Arguments[i] = argument.Kind == ArgumentKind.Data ? Data(argument.Data!) : argument.Value;
        }

        MemoryMarshal.Write(block.AsSpan(at), record);
        at += sizeof(StepRecord);
    }

    private int Data(object data) => data switch
    {
        string text => Text(text),
        byte[] bytes => Bytes(bytes),
        FilterProgram filter => Filter(filter.Instructions),
        IReadOnlyList<string> list => Pointers(list),
        _ => throw new ArgumentException($"no layout for {data.GetType()}", nameof(data)),
    };

    private int Pointers(IReadOnlyList<string> list)
    {
        int offset = Reserve((list.Count + 1) * sizeof(long));
        for (int i = 0; i < list.Count; i++)
            Pointer(offset + (i * sizeof(long)), Text(list[i]));
        return offset;
    }

    private int Filter(byte[] instructions)
    {
        int program = Bytes(instructions);
        int offset = Reserve(2 * sizeof(long));
        MemoryMarshal.Write(block.AsSpan(offset), (ushort)(instructions.Length / 8));
        Pointer(offset + sizeof(long), program);
        return offset;
    }

    private void Pointer(int at, int target)
    {
        long value = target;
        Unsafe.WriteUnaligned(ref block[at], value);
        relocations.Add(at);
    }

    private int Reserve(int size, int alignment = 8)
    {
        int offset = (length + alignment - 1) & -alignment;
        length = offset + size;
        if (length > block.Length)
            Array.Resize(ref block, Math.Max(block.Length * 2, length));
        return offset;
    }
}
