using System.Globalization;

using Gantry.Oci.Errors;

namespace Gantry.Engine.Containers.Specs;

/// <summary>Options of memory file systems: Docker's defaults, then the user's.</summary>
internal static class TmpfsOptions
{
    private static readonly HashSet<string> Flags =
    [
        "rw", "ro", "suid", "nosuid", "dev", "nodev", "exec", "noexec", "sync", "async", "dirsync", "remount", "mand", "nomand", "atime", "noatime",
        "diratime", "nodiratime", "relatime", "norelatime", "strictatime", "nostrictatime", "private", "rprivate", "shared", "rshared", "slave", "rslave",
        "unbindable", "runbindable",
    ];

    private static readonly HashSet<string> Values = ["mode", "uid", "gid", "size", "nr_blocks", "nr_inodes", "mpol"];

    public static IReadOnlyList<string> Of(MountPoint mount)
    {
        var options = new List<string> { "noexec", "nosuid", "nodev" };
        if (mount.Spec?.TmpfsOptions is { } wanted)
        {
            if (wanted.SizeBytes > 0)
                options.Add("size=" + wanted.SizeBytes.ToString(CultureInfo.InvariantCulture));
            if (wanted.Mode > 0)
                options.Add("mode=" + Convert.ToString(wanted.Mode, 8));
            options.AddRange((wanted.Options ?? []).Select(o => string.Join('=', o)));
        }

        foreach (var option in mount.Mode.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            // The user's word replaces its opposite: exec takes noexec away.
            options.Remove("no" + option);
            options.Add(option);
        }

        if (!mount.RW)
            options.Add("ro");
        return options;
    }

    /// <summary>Finds unknown options before anything is made (Docker's text, which names the last of them).</summary>
    public static void Check(string options)
    {
        foreach (var option in options.Split(',', StringSplitOptions.RemoveEmptyEntries).Reverse())
        {
            var equals = option.IndexOf('=', StringComparison.Ordinal);
            if (equals < 0 ? !Flags.Contains(option) : !Values.Contains(option[..equals]))
                throw new GantryException(ErrorKind.Invalid, $"invalid tmpfs option \"{(equals < 0 ? option : option[..equals])}\"");
        }
    }
}
