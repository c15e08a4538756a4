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
        cgroup.Complete();
        if (resources is not null)
            cgroup.Apply(resources);
        return cgroup;
    }

    /// <summary>Takes over a group that somebody else has made with a process in it: what is missing of it is made, and the process joins what there is of version 2
    /// beside version 1. The other hierarchies it joins itself.</summary>
    public static Cgroup Adopt(string path, int pid)
    {
        var cgroup = Open(path);
        cgroup.Complete();
        if (CgroupLayout.Mode == CgroupMode.Legacy && cgroup.Birthplace is { } beside)
            CgroupFile.Write(beside, "cgroup.procs", pid);
        return cgroup;
    }

    private void Complete()
    {
        foreach (var directory in Directories)
            Tolerating(directory, Ensure);
        if (Whole is not null)
            V2.Delegation.Enable(CgroupLayout.Unified!, path);
        else if (CgroupLayout.MountOf("cpuset") is { } cpuset)
            V1.CpuSet.Inherit(cpuset, path);
    }
}
