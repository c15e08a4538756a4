using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

namespace Gantry.Engine.Containers.Specs;

/// <summary>Which namespaces a container gets of its own, joins or shares with the host.</summary>
internal static class NamespacesSpec
{
    public static IReadOnlyList<LinuxNamespace> Build(HostConfig host, LaunchFacts facts)
    {
        var namespaces = new List<LinuxNamespace> { new() { Type = "mount" } };
        if (facts.UserSpace is { } users)
            namespaces.Add(new LinuxNamespace { Type = "user", Path = users.Path });
        if (facts.NetworkNamespace is not null)
            namespaces.Add(new LinuxNamespace { Type = "network", Path = facts.NetworkNamespace });
        Add("uts", host.UTSMode);
        Add("pid", host.PidMode);
        Add("ipc", host.IpcMode);
        if (host.CgroupnsMode == "private")
            namespaces.Add(new LinuxNamespace { Type = "cgroup" });
        return namespaces;

        void Add(string type, string mode)
        {
            if (facts.Joined.TryGetValue(type, out var path))
                namespaces.Add(new LinuxNamespace { Type = type, Path = path });
            else if (mode != "host")
                namespaces.Add(new LinuxNamespace { Type = type });
        }
    }

    /// <summary>Docker lets every user of a container with a network of its own bind low ports and send pings.</summary>
    public static IReadOnlyDictionary<string, string> Sysctls(HostConfig host, LaunchFacts facts)
    {
        var sysctls = new SortedDictionary<string, string>(StringComparer.Ordinal);
        if (facts.NetworkNamespace is not null && !host.NetworkMode.StartsWith("container:", StringComparison.Ordinal))
        {
            sysctls["net.ipv4.ip_unprivileged_port_start"] = "0";
            if (facts.UserSpace is null) // in a user namespace there are not so many groups
                sysctls["net.ipv4.ping_group_range"] = "0 2147483647";
        }

        foreach (var (name, value) in host.Sysctls ?? [])
        {
            CheckSysctl(name, host);
            sysctls[name] = value;
        }

        return sysctls;
    }

    /// <summary>A parameter that no namespace of the container holds would be the host's (runc's rule and words).</summary>
    private static void CheckSysctl(string name, HostConfig host)
    {
        var key = name.Replace('/', '.');
        var why = key switch
        {
            _ when InterProcess.Contains(key) || key.StartsWith("fs.mqueue.", StringComparison.Ordinal) => host.IpcMode == "host" ? $"sysctl \"{key}\" is not allowed in the hosts ipc namespace" : null,
            _ when key.StartsWith("net.", StringComparison.Ordinal) => host.NetworkMode == "host" ? $"sysctl \"{key}\" not allowed in host network namespace" : null,
            "kernel.domainname" when host.UTSMode != "host" => null,
            "kernel.hostname" when host.UTSMode != "host" => $"sysctl \"{key}\" is not allowed as it conflicts with the OCI \"hostname\" field",
            _ => $"sysctl \"{key}\" is not in a separate kernel namespace",
        };
        if (why is not null)
            throw new GantryException(ErrorKind.Invalid, "failed to create task for container: " + why);
    }

    private static readonly HashSet<string> InterProcess =
        ["kernel.msgmax", "kernel.msgmnb", "kernel.msgmni", "kernel.sem", "kernel.shmall", "kernel.shmmax", "kernel.shmmni", "kernel.shm_rmid_forced"];
}
