using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

namespace Gantry.Linux.Cgroups;

/// <content>A group as others left it.</content>
public sealed partial class Cgroup
{
    /// <summary>Whether all members stand still, or are about to.</summary>
    public bool IsFrozen => CgroupLayout.Mode == CgroupMode.Unified
        ? UnifiedDirectory is { } unified && CgroupFile.ReadText(unified, "cgroup.freeze")?.Trim() == "1"
        : Controller("freezer") is { } freezer && CgroupFile.ReadText(freezer, "freezer.state")?.Trim() is "FROZEN" or "FREEZING";

    /// <summary>Whether it exists in any hierarchy.</summary>
    public bool Exists => Directories.Any(Directory.Exists);

    /// <summary>Sets up a group that may be there already, as others may have prepared it; what was made is removed on failure.</summary>
    /// <exception cref="GantryException">Conflict, when it has members or stands still; Invalid, when a limit is refused or the kernel lacks a controller.</exception>
    public static Cgroup Prepare(string path, LinuxResources? resources)
    {
        var cgroup = Open(path);
        if (!cgroup.Exists)
            return Create(path, resources);
        if (cgroup.IsFrozen)
            throw new GantryException(ErrorKind.Conflict, "container's cgroup unexpectedly frozen");
        if (cgroup.Processes().Count is var members and > 0)
            throw new GantryException(ErrorKind.Conflict, $"container's cgroup is not empty: {members} process(es) found");
        foreach (var directory in cgroup.Directories)
            Directory.CreateDirectory(directory);
        if (cgroup.Whole is not null)
            V2.Delegation.Enable(CgroupLayout.Unified!, cgroup.path);
        else if (CgroupLayout.MountOf("cpuset") is { } cpuset)
            V1.CpuSet.Inherit(cpuset, cgroup.path);
        if (resources is not null)
            cgroup.Apply(resources);
        return cgroup;
    }
}
