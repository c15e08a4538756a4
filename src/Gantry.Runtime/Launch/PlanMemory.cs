using System.Runtime.InteropServices;

using Gantry.Runtime.LaunchPlans;

namespace Gantry.Runtime.Launch;

/// <summary>A plan's block in memory.</summary>
internal static unsafe class PlanMemory
{
    /// <summary>Copies a block to memory that no collection moves; it is never given back, the process being short-lived.</summary>
    public static PlanHeader* Place(ReadOnlySpan<byte> block)
    {
        var memory = (byte*)NativeMemory.AlignedAlloc((nuint)block.Length, 16);
        block.CopyTo(new Span<byte>(memory, block.Length));
        Relocate(memory);
        return (PlanHeader*)memory;
    }

    /// <summary>Turns the plan's offsets into addresses.</summary>
    public static void Relocate(byte* block)
    {
        var header = (PlanHeader*)block;
        var relocations = (int*)(block + header->Relocations);
        for (var i = 0; i < header->RelocationCount; i++)
            *(long*)(block + relocations[i]) += (long)block;
        var steps = (StepRecord*)(block + header->Steps);
        for (var i = 0; i < header->BeforeCount + header->ChildCount; i++)
        {
            for (var argument = 0; argument < 6; argument++)
            {
                if ((ArgumentKind)((steps[i].Kinds >> (4 * argument)) & 15) == ArgumentKind.Data)
                    steps[i].Arguments[argument] += (long)block;
            }
        }
    }
}
