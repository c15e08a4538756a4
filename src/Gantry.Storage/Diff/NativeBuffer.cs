using System.Buffers;
using System.Runtime.InteropServices;

namespace Gantry.Storage.Diff;

/// <summary>Memory outside the collected heap: large buffers of a rare operation leave nothing behind in a daemon that must stay small.</summary>
internal sealed unsafe class NativeBuffer(int size) : MemoryManager<byte>
{
    private void* _start = NativeMemory.Alloc((nuint)size);

    public override Span<byte> GetSpan() => new(_start, size);

    public override MemoryHandle Pin(int elementIndex = 0) => new((byte*)_start + elementIndex);

    public override void Unpin()
    {
    }

    protected override void Dispose(bool disposing)
    {
        NativeMemory.Free(_start);
        _start = null;
    }
}
