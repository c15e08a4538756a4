using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Containers;

/// <summary>The flags <c>run</c> and <c>create</c> share: what a container is made of.</summary>
internal sealed class ContainerFlags
{
    public Option<IReadOnlyList<string>> AddHost { get; } = Flag.List("--add-host", "Extra line for /etc/hosts (name:address)", HostLine.Check);
    public Option<IReadOnlyList<string>> Annotation { get; } = Flag.List("--annotation", "Annotation handed to the OCI runtime (key=value)", word: "map");
    public Option<IReadOnlyList<string>> Attach { get; } = Flag.List("-a, --attach", "Stream to attach to: STDIN, STDOUT or STDERR", StreamName);
    public Option<long> BlkioWeight { get; } = Flag.Unsigned16("--blkio-weight", "Relative block I/O weight, 10 to 1000, 0 for none (default 0)");
    public Option<IReadOnlyList<WeightedDevice>> BlkioWeightDevice { get; } = Flag.ListOf("--blkio-weight-device", "list", "Block I/O weight of one device (path:weight)", DeviceSpecs.ParseWeight);
    public Option<IReadOnlyList<string>> CapAdd { get; } = Flag.List("--cap-add", "Capability to add");
    public Option<IReadOnlyList<string>> CapDrop { get; } = Flag.List("--cap-drop", "Capability to take away");
    public Option<string> CgroupParent { get; } = Flag.Text("--cgroup-parent", "Cgroup to make the container's cgroup in");
    public Option<string> Cgroupns { get; } = Flag.Text("--cgroupns", "Cgroup namespace: host or private");
    public Option<string> Cidfile { get; } = Flag.Text("--cidfile", "File to write the container's ID to");
    public Option<long> CpuPeriod { get; } = Flag.Number("--cpu-period", "Length of a CPU quota period in microseconds");
    public Option<long> CpuQuota { get; } = Flag.Number("--cpu-quota", "CPU time per period in microseconds");
    public Option<long> CpuRtPeriod { get; } = Flag.Number("--cpu-rt-period", "Length of a real-time period in microseconds");
    public Option<long> CpuRtRuntime { get; } = Flag.Number("--cpu-rt-runtime", "Real-time CPU time per period in microseconds");
    public Option<long> CpuShares { get; } = Flag.Number("-c, --cpu-shares", "Relative CPU weight");
    public Option<long> Cpus { get; } = Flag.Cpus("--cpus", "Number of CPUs, for example 1.5");
    public Option<string> CpusetCpus { get; } = Flag.Text("--cpuset-cpus", "CPUs to run on (0-3, 0,1)");
    public Option<string> CpusetMems { get; } = Flag.Text("--cpuset-mems", "Memory nodes to use (0-3, 0,1)");
    public Option<IReadOnlyList<string>> Device { get; } = Flag.List("--device", "Host device to add (host[:container[:rwm]])");
    public Option<IReadOnlyList<string>> DeviceCgroupRule { get; } = Flag.List("--device-cgroup-rule", "Rule for the device cgroup", DeviceSpecs.CheckRule);
    public Option<IReadOnlyList<ThrottledDevice>> DeviceReadBps { get; } = Flag.ListOf("--device-read-bps", "list", "Highest read rate of a device in bytes a second", DeviceSpecs.ParseBytesRate);
    public Option<IReadOnlyList<ThrottledDevice>> DeviceReadIops { get; } = Flag.ListOf("--device-read-iops", "list", "Highest read rate of a device in operations a second", DeviceSpecs.ParseOperationsRate);
    public Option<IReadOnlyList<ThrottledDevice>> DeviceWriteBps { get; } = Flag.ListOf("--device-write-bps", "list", "Highest write rate of a device in bytes a second", DeviceSpecs.ParseBytesRate);
    public Option<IReadOnlyList<ThrottledDevice>> DeviceWriteIops { get; } = Flag.ListOf("--device-write-iops", "list", "Highest write rate of a device in operations a second", DeviceSpecs.ParseOperationsRate);
    public Option<bool> DisableContentTrust { get; } = Flag.Switch("--disable-content-trust", "Do not verify the image's signature", on: true);
    public Option<IReadOnlyList<string>> Dns { get; } = Flag.List("--dns", "Name server", Address);
    public Option<IReadOnlyList<string>> DnsOption { get; } = Flag.List("--dns-option", "Resolver option").Also("--dns-opt");
    public Option<IReadOnlyList<string>> DnsSearch { get; } = Flag.List("--dns-search", "Search domain");
    public Option<string> Domainname { get; } = Flag.Text("--domainname", "NIS domain name");
    public Option<string> Entrypoint { get; } = Flag.Text("--entrypoint", "Program to run instead of the image's entrypoint");
    public Option<IReadOnlyList<string>> Env { get; } = Flag.List("-e, --env", "Environment variable (NAME=value, or NAME to pass it on)", EnvironmentSpecs.CheckVariable);
    public Option<IReadOnlyList<string>> EnvFile { get; } = Flag.List("--env-file", "File of environment variables");
    public Option<IReadOnlyList<string>> Expose { get; } = Flag.List("--expose", "Port or range of ports to expose");
    public Option<IReadOnlyList<DeviceRequest>> Gpus { get; } = Flag.ListOf("--gpus", "gpu-request", "GPUs to add ('all' for all)", GpuSpec.Parse);
    public Option<IReadOnlyList<string>> GroupAdd { get; } = Flag.List("--group-add", "Additional group");
    public Option<string> HealthCmd { get; } = Flag.Text("--health-cmd", "Command that checks the health");
    public Option<TimeSpan> HealthInterval { get; } = Flag.Duration("--health-interval", "Time between checks");
    public Option<long> HealthRetries { get; } = Flag.Number("--health-retries", "Failures in a row that mean unhealthy");
    public Option<TimeSpan> HealthStartInterval { get; } = Flag.Duration("--health-start-interval", "Time between checks while starting");
    public Option<TimeSpan> HealthStartPeriod { get; } = Flag.Duration("--health-start-period", "Time to start in which failures do not count");
    public Option<TimeSpan> HealthTimeout { get; } = Flag.Duration("--health-timeout", "Longest time of one check");
    public Option<string> Hostname { get; } = Flag.Text("-h, --hostname", "Host name");
    public Option<bool> Init { get; } = Flag.Switch("--init", "Run a small init that forwards signals and reaps processes");
    public Option<bool> Interactive { get; } = Flag.Switch("-i, --interactive", "Keep standard input open");
    public Option<string> Ip { get; } = Flag.Text("--ip", "IPv4 address");
    public Option<string> Ip6 { get; } = Flag.Text("--ip6", "IPv6 address");
    public Option<string> Ipc { get; } = Flag.Text("--ipc", "IPC namespace to use");
    public Option<string> Isolation { get; } = Flag.Text("--isolation", "Isolation technology");
    public Option<IReadOnlyList<string>> Label { get; } = Flag.List("-l, --label", "Label (key=value)", EnvironmentSpecs.CheckLabel);
    public Option<IReadOnlyList<string>> LabelFile { get; } = Flag.List("--label-file", "File of labels");
    public Option<IReadOnlyList<string>> Link { get; } = Flag.List("--link", "Link to another container (name[:alias])", NetworkSpec.CheckLink);
    public Option<IReadOnlyList<string>> LinkLocalIp { get; } = Flag.List("--link-local-ip", "Link-local address");
    public Option<string> KernelMemory { get; } = Flag.Text("--kernel-memory", "Kernel memory limit, which kernels no longer have", word: "bytes");
    public Option<string> LogDriver { get; } = Flag.Text("--log-driver", "Log driver");
    public Option<IReadOnlyList<string>> LogOpt { get; } = Flag.List("--log-opt", "Option of the log driver (key=value)");
    public Option<string> MacAddress { get; } = Flag.Text("--mac-address", "MAC address");
    public Option<long> Memory { get; } = Flag.Bytes("-m, --memory", "Most memory the container may use");
    public Option<long> MemoryReservation { get; } = Flag.Bytes("--memory-reservation", "Memory to leave to the container under pressure");
    public Option<long> MemorySwap { get; } = Flag.SwapBytes("--memory-swap", "Memory and swap together, -1 for unlimited swap");
    public Option<long> MemorySwappiness { get; } = Flag.Number("--memory-swappiness", "Readiness to swap, 0 to 100", -1);
    public Option<IReadOnlyList<MountSettings>> Mount { get; } = Flag.ListOf("--mount", "mount", "Mount (type=bind,source=…,target=…)", MountSpec.Parse);
    public Option<string> Name { get; } = Flag.Text("--name", "Name of the container");
    public Option<IReadOnlyList<NetworkSpec>> Network { get; } = Flag.ListOf("--network", "network", "Network to join", NetworkSpec.Parse).Also("--net");
    public Option<IReadOnlyList<string>> NetworkAlias { get; } = Flag.List("--network-alias", "Further name in the network").Also("--net-alias");
    public Option<bool> NoHealthcheck { get; } = Flag.Switch("--no-healthcheck", "Ignore the image's health check");
    public Option<bool> OomKillDisable { get; } = Flag.Switch("--oom-kill-disable", "Do not kill when memory runs out");
    public Option<long> OomScoreAdj { get; } = Flag.Number("--oom-score-adj", "Likelihood of being killed when memory runs out, -1000 to 1000");
    public Option<string> Pid { get; } = Flag.Text("--pid", "PID namespace to use");
    public Option<long> PidsLimit { get; } = Flag.Number("--pids-limit", "Most processes, -1 for unlimited");
    public Option<string> Platform { get; } = Flag.Text("--platform", "Platform of the image");
    public Option<bool> Privileged { get; } = Flag.Switch("--privileged", "Give all privileges of the host");
    public Option<IReadOnlyList<string>> Publish { get; } = Flag.List("-p, --publish", "Port to publish ([address:][host port:]port[/protocol])");
    public Option<bool> PublishAll { get; } = Flag.Switch("-P, --publish-all", "Publish all exposed ports on free ports");
    public Option<string> Pull { get; } = Flag.Text("--pull", "When to pull the image: always, missing or never", "missing");
    public Option<bool> Quiet { get; } = Flag.Switch("-q, --quiet", "Do not show the pull");
    public Option<bool> ReadOnly { get; } = Flag.Switch("--read-only", "Mount the root file system read-only");
    public Option<string> Restart { get; } = Flag.Text("--restart", "When to start again: no, always, unless-stopped, on-failure[:times]", "no");
    public Option<bool> Remove { get; } = Flag.Switch("--rm", "Remove the container and its anonymous volumes when it exits");
    public Option<string> Runtime { get; } = Flag.Text("--runtime", "OCI runtime to use");
    public Option<IReadOnlyList<string>> SecurityOpt { get; } = Flag.List("--security-opt", "Security option");
    public Option<long> ShmSize { get; } = Flag.Bytes("--shm-size", "Size of /dev/shm");
    public Option<string> StopSignal { get; } = Flag.Text("--stop-signal", "Signal that stops the container");
    public Option<long> StopTimeout { get; } = Flag.Number("--stop-timeout", "Seconds from the signal to the kill");
    public Option<IReadOnlyList<string>> StorageOpt { get; } = Flag.List("--storage-opt", "Option of the storage driver (key=value)");
    public Option<IReadOnlyList<string>> Sysctl { get; } = Flag.List("--sysctl", "Kernel setting (name=value)", CheckSysctl, "map");
    public Option<IReadOnlyList<string>> Tmpfs { get; } = Flag.List("--tmpfs", "Directory to mount a tmpfs on");
    public Option<bool> Tty { get; } = Flag.Switch("-t, --tty", "Give the container a terminal");
    public Option<IReadOnlyList<Ulimit>> Ulimits { get; } = Flag.ListOf("--ulimit", "ulimit", "Resource limit (name=soft[:hard])", UlimitSpec.Parse);
    public Option<bool> UseApiSocket { get; } = Flag.Switch("--use-api-socket", "Mount the engine's socket into the container, and credentials for registries");
    public Option<string> User { get; } = Flag.Text("-u, --user", "User and group (name|uid[:group|gid])");
    public Option<string> Userns { get; } = Flag.Text("--userns", "User namespace to use");
    public Option<string> Uts { get; } = Flag.Text("--uts", "UTS namespace to use");
    public Option<IReadOnlyList<string>> Volume { get; } = Flag.List("-v, --volume", "Volume or directory to mount (source:target[:options])");
    public Option<string> VolumeDriver { get; } = Flag.Text("--volume-driver", "Volume driver");
    public Option<IReadOnlyList<string>> VolumesFrom { get; } = Flag.List("--volumes-from", "Container whose mounts to take");
    public Option<string> Workdir { get; } = Flag.Text("-w, --workdir", "Working directory");

    /// <summary>All of them, as the help lists them.</summary>
    public Option[] All =>
    [
        AddHost, Annotation, Attach, BlkioWeight, BlkioWeightDevice, CapAdd, CapDrop, CgroupParent, Cgroupns, Cidfile, CpuPeriod, CpuQuota,
        CpuRtPeriod, CpuRtRuntime, CpuShares, Cpus, CpusetCpus, CpusetMems, Device, DeviceCgroupRule, DeviceReadBps, DeviceReadIops,
        DeviceWriteBps, DeviceWriteIops, DisableContentTrust, Dns, DnsOption, DnsSearch, Domainname, Entrypoint, Env, EnvFile, Expose, Gpus, GroupAdd, HealthCmd,
        HealthInterval, HealthRetries, HealthStartInterval, HealthStartPeriod, HealthTimeout, Hostname, Init, Interactive, Ip, Ip6, Ipc,
        Isolation, Label, KernelMemory, LabelFile, Link, LinkLocalIp, LogDriver, LogOpt, MacAddress, Memory, MemoryReservation, MemorySwap,
        MemorySwappiness, Mount, Name, Network, NetworkAlias, NoHealthcheck, OomKillDisable, OomScoreAdj, Pid, PidsLimit, Platform,
        Privileged, Publish, PublishAll, Pull, Quiet, ReadOnly, Restart, Remove, Runtime, SecurityOpt, ShmSize, StopSignal, StopTimeout,
        StorageOpt, Sysctl, Tmpfs, Tty, Ulimits, UseApiSocket, User, Userns, Uts, Volume, VolumeDriver, VolumesFrom, Workdir,
    ];

    private static string StreamName(string text) => text.ToLowerInvariant() is "stdin" or "stdout" or "stderr"
        ? text.ToLowerInvariant()
        : throw new FormatException("valid streams are STDIN, STDOUT and STDERR");

    private static string Address(string text) => System.Net.IPAddress.TryParse(text.Trim(), out var address)
        ? address.ToString()
        : throw new FormatException($"IP address is not correctly formatted: {text}");

    /// <summary>CPUs in billionths.</summary>
    /// <summary>Only settings that belong to a namespace may be made for a container.</summary>
    private static string CheckSysctl(string text)
    {
        var name = text.Split('=')[0];
        var known = name is "kernel.msgmax" or "kernel.msgmnb" or "kernel.msgmni" or "kernel.sem" or "kernel.shmall" or "kernel.shmmax"
            or "kernel.shmmni" or "kernel.shm_rmid_forced";
        var prefixed = name.StartsWith("net.", StringComparison.Ordinal) || name.StartsWith("fs.mqueue.", StringComparison.Ordinal);
        return text.Contains('=') && (known || prefixed) ? text : throw new FormatException($"sysctl '{text}' is not allowed");
    }
}
