using Gantry.Linux.Cgroups;
using Gantry.Oci.Runtime;

namespace Gantry.Runtime.Containers;

/// <summary>Where a container's control group is.</summary>
internal static class CgroupPath
{
    /// <summary>The path of a container's group: the document's own; where it is relative or absent, below our own group, or in version 2 beside it:
    /// a group with members, as ours has one, cannot hand controllers down.</summary>
    public static string Of(string id, LinuxConfig linux)
    {
        if (linux.CgroupsPath is { Length: > 0 } given)
            return given.StartsWith('/') ? Path.GetFullPath(given) : Path.GetFullPath(Path.Combine(Parent(), given));
        return Path.Combine(Parent(), id);
    }

    private static string Parent() => CgroupLayout.Mode == CgroupMode.Unified ? Path.GetDirectoryName(Own()) ?? "/" : Own();

    /// <summary>The group this process is in (proc_pid_cgroup(5)).</summary>
    public static string Own()
    {
        foreach (var line in File.ReadLines("/proc/self/cgroup"))
        {
            var fields = line.Split(':', 3);
            var isWanted = CgroupLayout.Mode == CgroupMode.Unified ? fields[0] == "0" : fields[1].Split(',').Any(c => c is "memory" or "pids" or "devices");
            if (isWanted)
                return fields[2];
        }

        return "/";
    }
}
