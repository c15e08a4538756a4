using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Linux.Mounts;

/// <summary>Mounts that everybody on this host sees.</summary>
public static partial class HostMount
{
    /// <summary>Mounts a file system on an existing directory (mount(2)).</summary>
    /// <param name="type">The file system; none for a bind.</param>
    /// <param name="source">What is mounted.</param>
    /// <param name="target">Where.</param>
    /// <param name="options">How.</param>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static void Mount(string type, string source, string target, MountOptions options)
    {
        Call(source, target, type, options.Flags, options.Data);
        if (options.IsBind && (options.Flags & MountFlags.ReadOnly) != 0)
            Call("none", target, null, options.Flags | MountFlags.Remount, null); // the kernel takes no other flag with the bind itself
        if (options.Propagation != MountFlags.None)
            Call("none", target, null, options.Propagation, null);
    }

    /// <summary>Shows an open file or directory at another place too, with what is mounted below it.</summary>
    /// <exception cref="KernelException">The kernel refused.</exception>
    public static void Bind(SafeFileHandle source, string target) =>
        Call($"/proc/self/fd/{source.DangerousGetHandle()}", target, null, MountFlags.Bind | MountFlags.Recursive, null);

    /// <summary>Paths on which something is mounted, as this process sees them.</summary>
    public static IReadOnlySet<string> Targets() => File.ReadLines("/proc/self/mountinfo").Select(line => Unescape(line.Split(' ', 6)[4])).ToHashSet(StringComparer.Ordinal);

    /// <summary>Paths on which a whole file system of these kinds is mounted, not a part of one, as this process sees them.</summary>
    public static IReadOnlyList<string> TargetsOf(params string[] types)
    {
        var found = new List<string>();
        foreach (var line in File.ReadLines("/proc/self/mountinfo"))
        {
            var fields = line.Split(' ');
            if (fields[3] == "/" && types.Contains(fields[Array.IndexOf(fields, "-") + 1]))
                found.Add(Unescape(fields[4]));
        }

        return found;
    }

    /// <summary>The mount an absolute path without links lies on.</summary>
    public static MountedAt Containing(string path)
    {
        var found = new MountedAt("/", false, false);
        foreach (var line in File.ReadLines("/proc/self/mountinfo"))
        {
            var fields = line.Split(' ');
            var target = Unescape(fields[4]);
            if (target.Length < found.Target.Length || (target != "/" && path != target && !path.StartsWith(target + "/", StringComparison.Ordinal)))
                continue;
            var optional = fields[6..Array.IndexOf(fields, "-")];
            found = new MountedAt(target, optional.Any(o => o.StartsWith("shared:", StringComparison.Ordinal)), optional.Any(o => o.StartsWith("master:", StringComparison.Ordinal)));
        }

        return found;
    }

    /// <summary>The kernel writes white space and backslashes in octal.</summary>
    private static string Unescape(string path) => path
        .Replace(@"\040", " ", StringComparison.Ordinal)
        .Replace(@"\011", "\t", StringComparison.Ordinal)
        .Replace(@"\012", "\n", StringComparison.Ordinal)
        .Replace(@"\134", @"\", StringComparison.Ordinal);

    private static void Call(string source, string target, string? type, MountFlags flags, string? data)
    {
        if (mount(source, target, type, (nuint)(ulong)flags, data) != 0) throw KernelException.Last("mount", target);
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mount(string source, string target, string? type, nuint flags, string? data);
}
