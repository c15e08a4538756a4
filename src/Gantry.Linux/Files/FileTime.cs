using System.Runtime.InteropServices;

namespace Gantry.Linux.Files;

/// <summary>A point in time as files carry it (timespec).</summary>
/// <param name="Seconds">Seconds since the epoch; negative before it.</param>
/// <param name="Nanoseconds">0 to 999,999,999, counted forward from <paramref name="Seconds"/>.</param>
[StructLayout(LayoutKind.Sequential)]
public readonly record struct FileTime(long Seconds, long Nanoseconds)
{
    /// <summary>Tells utimensat(2) to leave the time as it is.</summary>
    public static FileTime Omit { get; } = new(0, 0x3FFFFFFE);
}
