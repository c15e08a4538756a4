using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Processes;

/// <summary>What limits this process has, and its children get (getrlimit(2)).</summary>
public static partial class ResourceLimit
{
    /// <summary>The limit in force and the highest it can be set to; the largest number stands for none.</summary>
    /// <param name="resource">The resource's number, RLIMIT_CPU being 0.</param>
    public static (ulong Soft, ulong Hard) Of(int resource)
    {
        var limit = default(Limit);
        return getrlimit(resource, ref limit) == 0 ? (limit.Soft, limit.Hard) : throw KernelException.Last("getrlimit", $"resource {resource}");
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int getrlimit(int resource, ref Limit limit);

    /// <summary>struct rlimit.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct Limit
    {
        public ulong Soft;
        public ulong Hard;
    }
}
