using System.Globalization;

using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

namespace Gantry.Linux.Cgroups.V1;

/// <summary>All limits of version 1, each in its controller's files.</summary>
internal static class Limits
{
    /// <summary>The first controller in which something is to be set, in runc's order; null: none. Rules of devices do not count.</summary>
    public static string? FirstLimited(LinuxResources resources) => resources switch
    {
        { Cpu: { Cpus.Length: > 0 } or { Mems.Length: > 0 } } => "cpuset",
        { Memory: { } memory } when Memory.Concerns(memory) => "memory",
        { Cpu: { } cpu } when V1.Cpu.Concerns(cpu) => "cpu",
        { Pids.Limit: not null } => "pids",
        { BlockIO: { } block } when V1.BlockIO.Concerns(block) => "blkio",
        { HugepageLimits.Count: > 0 } => "hugetlb",
        { Network.ClassID: not null } => "net_cls",
        { Network.Priorities.Count: > 0 } => "net_prio",
        { Rdma.Count: > 0 } => "rdma",
        _ => null,
    };

    public static void Apply(Func<string, string?> controller, LinuxResources resources)
    {
        if (resources.Devices is { Count: > 0 } devices)
            Devices.Apply(Need("devices", "CONFIG_CGROUP_DEVICE"), devices);
        if (resources.Memory is { } memory && Memory.Concerns(memory))
            Memory.Apply(Need("memory", "CONFIG_MEMCG_V1, and not cgroup_disable=memory"), memory);
        if (resources.Cpu is { } cpu && Cpu.Concerns(cpu))
            Cpu.Apply(Need("cpu", "CONFIG_CGROUP_SCHED"), cpu);
        if (resources.Cpu is { } set && (set.Cpus is { Length: > 0 } || set.Mems is { Length: > 0 }))
            CpuSet.Apply(Need("cpuset", "CONFIG_CPUSETS_V1"), set);
        if (resources.Pids?.Limit is { } pids)
            CgroupFile.Write(Need("pids", "CONFIG_CGROUP_PIDS"), "pids.max", pids > 0 ? pids.ToString(CultureInfo.InvariantCulture) : "max");
        if (resources.BlockIO is { } block && BlockIO.Concerns(block))
            BlockIO.Apply(Need("blkio", "CONFIG_BLK_CGROUP"), block);
        foreach (var huge in resources.HugepageLimits ?? [])
            CgroupFile.Write(Need("hugetlb", "CONFIG_CGROUP_HUGETLB"), $"hugetlb.{huge.PageSize}.limit_in_bytes", (long)huge.Limit);
        if (resources.Network?.ClassID is { } id)
            CgroupFile.Write(Need("net_cls", "CONFIG_CGROUP_NET_CLASSID"), "net_cls.classid", id);
        foreach (var priority in resources.Network?.Priorities ?? [])
            CgroupFile.Write(Need("net_prio", "CONFIG_CGROUP_NET_PRIO"), "net_prio.ifpriomap", $"{priority.Name} {priority.Priority}");
        foreach (var (device, limit) in resources.Rdma ?? new Dictionary<string, LinuxRdma>())
            CgroupFile.Write(Need("rdma", "CONFIG_CGROUP_RDMA"), "rdma.max", RdmaLimit.Text(device, limit));
        if (resources.Unified is { Count: > 0 })
            throw new GantryException(ErrorKind.Invalid, "invalid configuration: cannot use unified on cgroup v1");

        string Need(string name, string option) => controller(name) ??
            throw new GantryException(ErrorKind.Invalid, $"the {name} controller of cgroups is not mounted on this host, so that its limits cannot be set (kernel option {option})");
    }
}
