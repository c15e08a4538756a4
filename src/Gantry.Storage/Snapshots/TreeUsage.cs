using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Storage.Snapshots;

/// <summary>Measures trees.</summary>
public static class TreeUsage
{
    private const int DepthLimit = 1024; // below it nothing is counted: no program reaches it by a path either

    /// <summary>Adds up the sizes of everything but directories, each inode once. Files that vanish meanwhile do not count.</summary>
    public static SnapshotUsage Of(string directory)
    {
        using var tree = RootedDirectory.Open(directory);
        return Of(tree);
    }

    /// <summary>Adds up the sizes of everything but directories, each inode once.</summary>
    public static SnapshotUsage Of(RootedDirectory tree)
    {
        using var root = tree.Open("", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY); // a position of its own
        var linked = new HashSet<ulong>();
        long size = 0, entries = 0;
        Walk(root, 0);
        return new SnapshotUsage(size, entries);

        void Walk(SafeFileHandle parent, int depth)
        {
            foreach (var name in DirectoryEntries.Names(parent))
            {
                if (At.TryStatus(parent, name, out _) is not { } status) continue;
                entries++;
                if (status.IsDirectory)
                {
                    using var child = At.TryOpen(parent, name, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, 0, out _);
                    if (child is not null && depth < DepthLimit) Walk(child, depth + 1);
                }
                else if (status.Links == 1 || linked.Add(status.Inode))
                {
                    size += status.Size;
                }
            }
        }
    }
}
