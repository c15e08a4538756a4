using Gantry.Linux.Mounts;

namespace Gantry.Runtime.LaunchPlans.Compile;

/// <summary>What a refused mount reads as, in runc's words, which users search for.</summary>
internal static class MountFailure
{
    private static readonly (MountFlags Flag, string Name)[] FlagNames =
    [
        (MountFlags.ReadOnly, "MS_RDONLY"), (MountFlags.NoSuid, "MS_NOSUID"), (MountFlags.NoDev, "MS_NODEV"), (MountFlags.NoExec, "MS_NOEXEC"),
        (MountFlags.Synchronous, "MS_SYNCHRONOUS"), (MountFlags.Remount, "MS_REMOUNT"), (MountFlags.MandatoryLocks, "MS_MANDLOCK"), (MountFlags.DirSync, "MS_DIRSYNC"),
        (MountFlags.NoSymlinkFollow, "MS_NOSYMFOLLOW"), (MountFlags.NoAccessTime, "MS_NOATIME"), (MountFlags.NoDirAccessTime, "MS_NODIRATIME"),
        (MountFlags.Bind, "MS_BIND"), (MountFlags.Recursive, "MS_REC"), (MountFlags.RelativeAccessTime, "MS_RELATIME"), (MountFlags.StrictAccessTime, "MS_STRICTATIME"),
    ];

    /// <summary>The text before the kernel's reason. The descriptor in it is the one runc has there; ours has no number before the launch.</summary>
    public static string Of(string type, string source, string destination, MountOptions options)
    {
        // A read-only tmpfs is made writable first.
        var given = type switch { "tmpfs" => options.Flags & ~MountFlags.ReadOnly, "bind" => options.Flags | MountFlags.Bind, _ => options.Flags };
        var descriptor = type == "bind" ? 14 : 11;
        var flags = FlagNames.Where(f => (given & f.Flag) != 0).Select(f => f.Name);
        return $"{Beginning(source, destination)}: mount src={source}, dst={destination}, dstFd=/proc/thread-self/fd/{descriptor}"
            + (given == 0 ? "" : ", flags=" + string.Join('|', flags)) + (options.Data.Length == 0 ? "" : ", data=" + options.Data);
    }

    /// <summary>The text before the kernel's reason where a bind's source cannot be had.</summary>
    public static string Opening(string source) => $"failed to fulfil mount request: open {source}";

    /// <summary>How every other text about a mount begins.</summary>
    public static string Beginning(string source, string destination) => $"error mounting \"{source}\" to rootfs at \"{destination}\"";
}
