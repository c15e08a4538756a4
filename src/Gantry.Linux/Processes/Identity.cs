using System.Runtime.InteropServices;

namespace Gantry.Linux.Processes;

/// <summary>Who this process is.</summary>
public static partial class Identity
{
    /// <summary>The effective user id (geteuid(2)).</summary>
    public static uint User => geteuid();

    /// <summary>The effective group id (getegid(2)).</summary>
    public static uint Group => getegid();

    [LibraryImport("libc")]
    private static partial uint geteuid();

    [LibraryImport("libc")]
    private static partial uint getegid();
}
