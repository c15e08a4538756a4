using System.Globalization;

using Gantry.Linux.Mounts;
using Gantry.Linux.Namespaces;
using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.LaunchPlans;

/// <summary>Numbers in the words of the manual pages, for printed plans.</summary>
internal static class Symbols
{
    private static readonly (long Value, string Name)[] MountNames =
    [
        ((long)MountFlags.ReadOnly, "MS_RDONLY"), ((long)MountFlags.NoSuid, "MS_NOSUID"), ((long)MountFlags.NoDev, "MS_NODEV"),
        ((long)MountFlags.NoExec, "MS_NOEXEC"), ((long)MountFlags.Synchronous, "MS_SYNCHRONOUS"), ((long)MountFlags.Remount, "MS_REMOUNT"),
        ((long)MountFlags.Bind, "MS_BIND"), ((long)MountFlags.Recursive, "MS_REC"), ((long)MountFlags.Unbindable, "MS_UNBINDABLE"),
        ((long)MountFlags.Private, "MS_PRIVATE"), ((long)MountFlags.Slave, "MS_SLAVE"), ((long)MountFlags.Shared, "MS_SHARED"),
        ((long)MountFlags.NoAccessTime, "MS_NOATIME"), ((long)MountFlags.RelativeAccessTime, "MS_RELATIME"),
        ((long)MountFlags.StrictAccessTime, "MS_STRICTATIME"),
    ];

    private static readonly (long Value, string Name)[] NamespaceNames =
    [
        ((long)NamespaceFlags.Mount, "CLONE_NEWNS"), ((long)NamespaceFlags.Cgroup, "CLONE_NEWCGROUP"), ((long)NamespaceFlags.Uts, "CLONE_NEWUTS"),
        ((long)NamespaceFlags.Ipc, "CLONE_NEWIPC"), ((long)NamespaceFlags.User, "CLONE_NEWUSER"), ((long)NamespaceFlags.Pid, "CLONE_NEWPID"),
        ((long)NamespaceFlags.Network, "CLONE_NEWNET"), ((long)NamespaceFlags.Time, "CLONE_NEWTIME"),
    ];

    private static readonly (long Value, string Name)[] OpenNames =
    [
        (OpenFlags.O_WRONLY, "O_WRONLY"), (OpenFlags.O_RDWR, "O_RDWR"), (OpenFlags.O_CREAT, "O_CREAT"), (OpenFlags.O_EXCL, "O_EXCL"),
        (OpenFlags.O_NOCTTY, "O_NOCTTY"), (OpenFlags.O_NONBLOCK, "O_NONBLOCK"), (OpenFlags.O_DIRECTORY, "O_DIRECTORY"),
        (OpenFlags.O_NOFOLLOW, "O_NOFOLLOW"), (OpenFlags.O_CLOEXEC, "O_CLOEXEC"), (OpenFlags.O_PATH, "O_PATH"),
    ];

    private static readonly (long Value, string Name)[] TreeNames =
    [
        (1, "OPEN_TREE_CLONE"), (OpenFlags.AT_EMPTY_PATH, "AT_EMPTY_PATH"), (OpenFlags.AT_RECURSIVE, "AT_RECURSIVE"),
        (OpenFlags.O_CLOEXEC, "OPEN_TREE_CLOEXEC"),
    ];

    private static readonly (long Value, string Name)[] ResolveNames =
    [
        (OpenFlags.RESOLVE_NO_MAGICLINKS, "RESOLVE_NO_MAGICLINKS"), (OpenFlags.RESOLVE_NO_SYMLINKS, "RESOLVE_NO_SYMLINKS"),
        (OpenFlags.RESOLVE_IN_ROOT, "RESOLVE_IN_ROOT"),
    ];

    public static string Mounts(long value) => Join(value, MountNames);

    public static string Namespaces(long value) => Join(value, NamespaceNames);

    public static string Open(long value) => Join(value, OpenNames);

    public static string Tree(long value) => Join(value, TreeNames);

    public static string Resolve(long value) => Join(value, ResolveNames);

    public static string Kind(long value) => ((TargetKind)value).ToString();

    public static string Octal(long value) => "0" + Convert.ToString(value, 8);

    public static string Directory(long value) => value == OpenFlags.AT_FDCWD ? "AT_FDCWD" : value.ToString(CultureInfo.InvariantCulture);

    private static string Join(long value, (long Value, string Name)[] names)
    {
        var words = new List<string>();
        foreach ((long bit, string name) in names)
        {
            if ((value & bit) == 0)
                continue;
            words.Add(name);
            value &= ~bit;
        }

        if (value != 0 || words.Count == 0)
            words.Add(value == 0 ? "0" : "0x" + value.ToString("x", CultureInfo.InvariantCulture));
        return string.Join('|', words);
    }
}
