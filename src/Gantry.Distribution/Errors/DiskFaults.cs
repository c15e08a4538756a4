using Gantry.Linux.Syscalls;

namespace Gantry.Distribution.Errors;

/// <summary>Failures of this machine's disk.</summary>
internal static class DiskFaults
{
    /// <summary>Whether there was no room for what was written.</summary>
    public static bool IsFull(IOException fault) => (fault.HResult & 0xffff) == Errno.ENOSPC;
}
