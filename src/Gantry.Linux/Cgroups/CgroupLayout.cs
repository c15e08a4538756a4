namespace Gantry.Linux.Cgroups;

/// <summary>Which cgroup hierarchies a host has.</summary>
public enum CgroupMode
{
    /// <summary>A hierarchy per controller; a v2 tree without controllers may stand beside them (hybrid).</summary>
    Legacy,

    /// <summary>One v2 tree with all controllers.</summary>
    Unified,
}

/// <summary>One mounted hierarchy of version 1.</summary>
/// <param name="Mount">Where it is mounted.</param>
/// <param name="Controllers">Its controllers; a named hierarchy has <c>name=…</c>.</param>
public sealed record CgroupHierarchy(string Mount, IReadOnlyList<string> Controllers);

/// <summary>The host's cgroup hierarchies, read once from its mounts (cgroups(7)).</summary>
public static class CgroupLayout
{
    private static readonly Lazy<(CgroupMode Mode, IReadOnlyList<CgroupHierarchy> Legacy, string? Unified)> Found = new(() => Parse(File.ReadAllLines("/proc/self/mountinfo")));

    /// <summary>Whether limits are set in one tree or in many.</summary>
    public static CgroupMode Mode => Found.Value.Mode;

    /// <summary>The hierarchies of version 1; empty on a unified host.</summary>
    public static IReadOnlyList<CgroupHierarchy> Legacy => Found.Value.Legacy;

    /// <summary>Where the v2 tree is mounted; null when it is not.</summary>
    public static string? Unified => Found.Value.Unified;

    /// <summary>Whether the kernel weighs the block I/O of groups.</summary>
    public static bool HasBlockWeight => HasBlockFile("blkio.weight");

    /// <summary>Whether the kernel weighs the block I/O of groups device by device.</summary>
    public static bool HasBlockDeviceWeight => HasBlockFile("blkio.weight_device");

    /// <summary>The directory of a path in the hierarchy of a v1 controller; null when no hierarchy has it.</summary>
    public static string? MountOf(string controller) => Legacy.FirstOrDefault(h => h.Controllers.Contains(controller))?.Mount;

    /// <summary>Version 1 with the BFQ scheduler alone has files of other names, which Docker does not count.</summary>
    private static bool HasBlockFile(string name) => Mode == CgroupMode.Unified || (MountOf("blkio") is { } mount && File.Exists($"{mount}/{name}"));

    /// <summary>Reads mounts in the form of <c>/proc/self/mountinfo</c>.</summary>
    internal static (CgroupMode Mode, IReadOnlyList<CgroupHierarchy> Legacy, string? Unified) Parse(IEnumerable<string> mounts)
    {
        var legacy = new List<CgroupHierarchy>();
        string? unified = null;
        foreach (var line in mounts)
        {
            var dash = line.IndexOf(" - ", StringComparison.Ordinal);
            if (dash < 0)
                continue;
            var left = line[..dash].Split(' ');
            var right = line[(dash + 3)..].Split(' ');
            if (right[0] == "cgroup2")
                unified ??= left[4];
            else if (right[0] == "cgroup" && !legacy.Exists(h => h.Mount == left[4]))
                legacy.Add(new CgroupHierarchy(left[4], [.. right[2].Split(',').Where(o => o is not ("rw" or "ro" or "xattr" or "clone_children" or "noprefix"))]));
        }

        return (legacy.Count > 0 ? CgroupMode.Legacy : CgroupMode.Unified, legacy, unified);
    }
}
