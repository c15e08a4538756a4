using System.Runtime.InteropServices;

namespace Gantry.Linux.Processes;

/// <summary>The memory behind malloc(3).</summary>
public static partial class NativeHeap
{
    private const int Arenas = 2;

    /// <summary>Has freed buffers of this many bytes and more given back to the kernel at once, and lets no more than a few arenas grow (mallopt(3)). Otherwise the C library
    /// keeps ever larger ones, in an arena for each thread that ever asked for one.</summary>
    /// <param name="size">In bytes; the C library's own limit is 128 KiB, and rises.</param>
    public static void ReturnFrom(int size)
    {
        const int M_MMAP_THRESHOLD = -3, M_ARENA_MAX = -8;
        _ = mallopt(M_MMAP_THRESHOLD, size);
        _ = mallopt(M_ARENA_MAX, Arenas);
    }

    /// <summary>Gives freed memory of all arenas back to the kernel (malloc_trim(3)); freed buffers otherwise stay where threads first asked for them.</summary>
    public static void Trim() => _ = malloc_trim(0);

    [LibraryImport("libc")]
    private static partial int mallopt(int parameter, int value);

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint pad);
}
