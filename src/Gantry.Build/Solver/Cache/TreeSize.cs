using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Build.Solver.Cache;

/// <summary>What files take: the sum of their sizes, each file once.</summary>
internal static class TreeSize
{
    /// <summary>Of all below a directory; what goes meanwhile is not counted.</summary>
    public static long Of(string path)
    {
        if (!Directory.Exists(path)) return 0;
        using var root = RootedDirectory.Open(path);
        using var open = root.Open("", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        return Sum(open, []);
    }

    private static long Sum(SafeFileHandle directory, HashSet<ulong> linked)
    {
        long sum = 0;
        foreach (var name in DirectoryEntries.Names(directory))
        {
            if (At.TryStatus(directory, name, out _) is not { } status) continue;
            if (!status.IsDirectory)
            {
                if (status.Links == 1 || linked.Add(status.Inode)) sum += status.Size;
                continue;
            }

            using var child = At.TryOpen(directory, name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW, 0, out _);
            if (child is not null) sum += Sum(child, linked);
        }

        return sum;
    }
}
