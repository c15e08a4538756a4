using System.Text.Json.Serialization;

namespace Gantry.Engine.Containers;

/// <summary>What ties a container to this host: the <c>HostConfig</c> object of the Engine API, in Docker's names and order.</summary>
public sealed record HostConfig
{
    /// <summary>Bind mounts, <c>source:target[:options]</c>.</summary>
    public IReadOnlyList<string>? Binds { get; set; }

    /// <summary>The file the client writes the id to.</summary>
    public string ContainerIDFile { get; set; } = "";

    /// <summary>Log driver and its options; an empty driver is replaced by the daemon's.</summary>
    public LogConfig LogConfig { get; set; } = new();

    /// <summary><c>default</c>, <c>bridge</c>, <c>host</c>, <c>none</c>, <c>container:ID</c> or a network's name.</summary>
    public string NetworkMode { get; set; } = "";

    /// <summary>Published ports, <c>port/protocol</c> to host addresses.</summary>
    public SortedDictionary<string, IReadOnlyList<PortBindingConfig>?>? PortBindings { get; set; }

    /// <summary>When the container is started again by itself.</summary>
    public RestartPolicy RestartPolicy { get; set; } = new();

    /// <summary>Whether the container is removed when it exits.</summary>
    public bool AutoRemove { get; set; }

    /// <summary>Driver of volumes that are named in <see cref="Binds"/>.</summary>
    public string VolumeDriver { get; set; } = "";

    /// <summary>Containers whose volumes are mounted too.</summary>
    public IReadOnlyList<string>? VolumesFrom { get; set; }

    /// <summary>Initial terminal height and width.</summary>
    public IReadOnlyList<int> ConsoleSize { get; set; } = [0, 0];

    /// <summary>Annotations handed to the runtime.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? Annotations { get; set; }

    /// <summary>Capabilities beyond the default set.</summary>
    public IReadOnlyList<string>? CapAdd { get; set; }

    /// <summary>Capabilities taken from the default set.</summary>
    public IReadOnlyList<string>? CapDrop { get; set; }

    /// <summary><c>private</c> or <c>host</c>.</summary>
    public string CgroupnsMode { get; set; } = "";

    /// <summary>Name servers.</summary>
    public IReadOnlyList<string>? Dns { get; set; }

    /// <summary>Resolver options.</summary>
    public IReadOnlyList<string>? DnsOptions { get; set; }

    /// <summary>Search domains.</summary>
    public IReadOnlyList<string>? DnsSearch { get; set; }

    /// <summary>Further lines of the hosts file, <c>name:address</c>.</summary>
    public IReadOnlyList<string>? ExtraHosts { get; set; }

    /// <summary>Supplementary groups.</summary>
    public IReadOnlyList<string>? GroupAdd { get; set; }

    /// <summary><c>private</c>, <c>shareable</c>, <c>host</c>, <c>none</c> or <c>container:ID</c>.</summary>
    public string IpcMode { get; set; } = "";

    /// <summary>Unused; kept for old clients.</summary>
    public string Cgroup { get; set; } = "";

    /// <summary>Legacy links, <c>container:alias</c>.</summary>
    public IReadOnlyList<string>? Links { get; set; }

    /// <summary>Out-of-memory preference, -1000 to 1000.</summary>
    public int OomScoreAdj { get; set; }

    /// <summary>Empty, <c>host</c> or <c>container:ID</c>.</summary>
    public string PidMode { get; set; } = "";

    /// <summary>All capabilities and devices, no masking.</summary>
    public bool Privileged { get; set; }

    /// <summary>Whether every exposed port is published on a free one.</summary>
    public bool PublishAllPorts { get; set; }

    /// <summary>Whether the root file system is read-only.</summary>
    public bool ReadonlyRootfs { get; set; }

    /// <summary><c>seccomp=</c>, <c>no-new-privileges</c>, <c>apparmor=</c>, <c>label=</c>, <c>systempaths=</c>.</summary>
    public IReadOnlyList<string>? SecurityOpt { get; set; }

    /// <summary>Storage options, <c>size</c>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? StorageOpt { get; set; }

    /// <summary>Memory file systems, path to mount options.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? Tmpfs { get; set; }

    /// <summary>Empty or <c>host</c>.</summary>
    public string UTSMode { get; set; } = "";

    /// <summary>Empty or <c>host</c>.</summary>
    public string UsernsMode { get; set; } = "";

    /// <summary>Size of <c>/dev/shm</c> in bytes; 0: 64 MiB.</summary>
    public long ShmSize { get; set; }

    /// <summary>Kernel parameters of the container's namespaces.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public SortedDictionary<string, string>? Sysctls { get; set; }

    /// <summary>Whether the container's network may have IPv6; a kernel setting of its own switches it off.</summary>
    [JsonIgnore]
    public bool HasIPv6 => Sysctls?.GetValueOrDefault("net.ipv6.conf.all.disable_ipv6") != "1";

    /// <summary>The OCI runtime's name.</summary>
    public string Runtime { get; set; } = "";

    /// <summary>Windows only; <c>default</c> or empty here.</summary>
    public string Isolation { get; set; } = "";

    /// <summary>Relative CPU weight; 0: 1024.</summary>
    public long CpuShares { get; set; }

    /// <summary>Memory limit in bytes; 0: none.</summary>
    public long Memory { get; set; }

    /// <summary>CPU limit in billionths of a CPU.</summary>
    public long NanoCpus { get; set; }

    /// <summary>Parent cgroup; empty: the daemon's.</summary>
    public string CgroupParent { get; set; } = "";

    /// <summary>Block I/O weight, 10 to 1000.</summary>
    public int BlkioWeight { get; set; }

    /// <summary>Block I/O weight of single devices.</summary>
    public IReadOnlyList<WeightDevice>? BlkioWeightDevice { get; set; }

    /// <summary>Bytes per second read from devices.</summary>
    public IReadOnlyList<ThrottleDevice>? BlkioDeviceReadBps { get; set; }

    /// <summary>Bytes per second written to devices.</summary>
    public IReadOnlyList<ThrottleDevice>? BlkioDeviceWriteBps { get; set; }

    /// <summary>Reads per second from devices.</summary>
    public IReadOnlyList<ThrottleDevice>? BlkioDeviceReadIOps { get; set; }

    /// <summary>Writes per second to devices.</summary>
    public IReadOnlyList<ThrottleDevice>? BlkioDeviceWriteIOps { get; set; }

    /// <summary>Scheduler period in microseconds.</summary>
    public long CpuPeriod { get; set; }

    /// <summary>CPU time per period in microseconds.</summary>
    public long CpuQuota { get; set; }

    /// <summary>Real-time scheduler period in microseconds.</summary>
    public long CpuRealtimePeriod { get; set; }

    /// <summary>Real-time CPU time per period in microseconds.</summary>
    public long CpuRealtimeRuntime { get; set; }

    /// <summary>CPUs, for example <c>0-2,4</c>.</summary>
    public string CpusetCpus { get; set; } = "";

    /// <summary>Memory nodes.</summary>
    public string CpusetMems { get; set; } = "";

    /// <summary>Host devices in the container.</summary>
    public IReadOnlyList<DeviceMapping>? Devices { get; set; }

    /// <summary>Device rules, for example <c>c 1:3 mr</c>.</summary>
    public IReadOnlyList<string>? DeviceCgroupRules { get; set; }

    /// <summary>Devices asked of a driver (GPUs, CDI).</summary>
    public IReadOnlyList<DeviceRequest>? DeviceRequests { get; set; }

    /// <summary>Soft memory limit in bytes.</summary>
    public long MemoryReservation { get; set; }

    /// <summary>Memory and swap together in bytes; -1: unlimited swap.</summary>
    public long MemorySwap { get; set; }

    /// <summary>0 to 100; null: the kernel's.</summary>
    public long? MemorySwappiness { get; set; }

    /// <summary>Whether the kernel may not kill for lack of memory.</summary>
    public bool? OomKillDisable { get; set; }

    /// <summary>Most processes; null, 0 or -1: no limit.</summary>
    public long? PidsLimit { get; set; }

    /// <summary>Resource limits of the process.</summary>
    public IReadOnlyList<Ulimit>? Ulimits { get; set; }

    /// <summary>Windows only.</summary>
    public long CpuCount { get; set; }

    /// <summary>Windows only.</summary>
    public long CpuPercent { get; set; }

    /// <summary>Windows only.</summary>
    public ulong IOMaximumIOps { get; set; }

    /// <summary>Windows only.</summary>
    public ulong IOMaximumBandwidth { get; set; }

    /// <summary>Mounts in the long form.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<MountConfig>? Mounts { get; set; }

    /// <summary>Paths hidden from the container; null: the defaults.</summary>
    public IReadOnlyList<string>? MaskedPaths { get; set; }

    /// <summary>Paths that are read-only in the container; null: the defaults.</summary>
    public IReadOnlyList<string>? ReadonlyPaths { get; set; }

    /// <summary>Whether an init runs as the first process.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? Init { get; set; }
}
