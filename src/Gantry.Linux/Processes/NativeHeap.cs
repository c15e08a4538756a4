using System.Runtime.InteropServices;

namespace Gantry.Linux.Processes;

/// <summary>The memory behind malloc(3).</summary>
public static partial class NativeHeap
{
    /// <summary>Gives freed memory of all arenas back to the kernel (malloc_trim(3)); freed buffers otherwise stay where threads first asked for them.</summary>
    public static void Trim() => _ = malloc_trim(0);

    [LibraryImport("libc")]
    private static partial int malloc_trim(nuint pad);
}
