using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>A service: what its containers are made of. Null, zero and empty mean that the file says nothing.</summary>
public sealed partial record Service
{
    /// <summary>The name in the file.</summary>
    public required string Name { get; init; }

    /// <summary>The profiles that switch it on; empty: always.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];

    /// <summary>Annotations of the container.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = None.Text;

    /// <summary>Whether <c>up</c> shows its output.</summary>
    public bool? Attach { get; init; }

    /// <summary>How the image is built.</summary>
    public Build? Build { get; init; }

    /// <summary>What happens while people work on it.</summary>
    public Develop? Develop { get; init; }

    /// <summary>Shares and limits of block devices.</summary>
    public BlkioConfig? BlkioConfig { get; init; }

    /// <summary>Capabilities beyond the usual.</summary>
    public IReadOnlyList<string> CapAdd { get; init; } = [];

    /// <summary>Capabilities it does without.</summary>
    public IReadOnlyList<string> CapDrop { get; init; } = [];

    /// <summary>The cgroup above.</summary>
    public string? CgroupParent { get; init; }

    /// <summary>The namespace of cgroups, <c>host</c> or <c>private</c>.</summary>
    public string? Cgroup { get; init; }

    /// <summary>Processors, on hosts that count them so.</summary>
    public long CpuCount { get; init; }

    /// <summary>The share of the processors, on hosts that count them so.</summary>
    public double CpuPercent { get; init; }

    /// <summary>The scheduler's period in microseconds.</summary>
    public long CpuPeriod { get; init; }

    /// <summary>The time in a period in microseconds.</summary>
    public long CpuQuota { get; init; }

    /// <summary>The real-time period in microseconds.</summary>
    public long CpuRealtimePeriod { get; init; }

    /// <summary>The real-time in a period in microseconds.</summary>
    public long CpuRealtimeRuntime { get; init; }

    /// <summary>Processors.</summary>
    public double Cpus { get; init; }

    /// <summary>Which processors.</summary>
    public string? CpuSet { get; init; }

    /// <summary>The weight.</summary>
    public long CpuShares { get; init; }

    /// <summary>The arguments; null: the image's, empty: none.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>The configs it gets.</summary>
    public IReadOnlyList<FileReference> Configs { get; init; } = [];

    /// <summary>The container's name.</summary>
    public string? ContainerName { get; init; }

    /// <summary>Where credentials come from.</summary>
    public CredentialSpec? CredentialSpec { get; init; }

    /// <summary>The services it depends on.</summary>
    public IReadOnlyDictionary<string, ServiceDependency> DependsOn { get; init; } = ReadOnlyDictionary<string, ServiceDependency>.Empty;

    /// <summary>What is asked of the platform.</summary>
    public Deploy? Deploy { get; init; }

    /// <summary>Rules of devices.</summary>
    public IReadOnlyList<string> DeviceCgroupRules { get; init; } = [];

    /// <summary>Devices of the host.</summary>
    public IReadOnlyList<DeviceMapping> Devices { get; init; } = [];

    /// <summary>Name servers.</summary>
    public IReadOnlyList<string> Dns { get; init; } = [];

    /// <summary>Options of the resolver.</summary>
    public IReadOnlyList<string> DnsOptions { get; init; } = [];

    /// <summary>Domains that names are searched in.</summary>
    public IReadOnlyList<string> DnsSearch { get; init; } = [];

    /// <summary>The domain.</summary>
    public string? DomainName { get; init; }

    /// <summary>The program; null: the image's, empty: none.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>Another program that stands for it.</summary>
    public Provider? Provider { get; init; }

    /// <summary>Variables; null: without a value.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = None.OptionalText;

    /// <summary>Files with variables that are still to be read.</summary>
    public IReadOnlyList<EnvironmentFile> EnvironmentFiles { get; init; } = [];

    /// <summary>Ports that are told of.</summary>
    public IReadOnlyList<string> Expose { get; init; } = [];

    /// <summary>Containers of others it reaches by name.</summary>
    public IReadOnlyList<string> ExternalLinks { get; init; } = [];

    /// <summary>Further names in <c>/etc/hosts</c>.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ExtraHosts { get; init; } = ReadOnlyDictionary<string, IReadOnlyList<string>>.Empty;

    /// <summary>Further groups.</summary>
    public IReadOnlyList<string> GroupAdd { get; init; } = [];

    /// <summary>Graphics processors.</summary>
    public IReadOnlyList<DeviceRequest> Gpus { get; init; } = [];

    /// <summary>The host name.</summary>
    public string? Hostname { get; init; }

    /// <summary>How it is seen to be healthy.</summary>
    public HealthCheck? HealthCheck { get; init; }

    /// <summary>The image.</summary>
    public string? Image { get; init; }

    /// <summary>Whether a small program is its first process.</summary>
    public bool? Init { get; init; }

    /// <summary>The namespace of IPC.</summary>
    public string? Ipc { get; init; }

    /// <summary>The kind of isolation, on hosts that have several.</summary>
    public string? Isolation { get; init; }

    /// <summary>Labels of the container.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = None.Text;

    /// <summary>Files with labels that are still to be read.</summary>
    public IReadOnlyList<string> LabelFiles { get; init; } = [];

    /// <summary>Services it reaches by name.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>Where output goes.</summary>
    public Logging? Logging { get; init; }

    /// <summary>The older place of the driver of logs.</summary>
    public string? LogDriver { get; init; }

    /// <summary>The older place of its options.</summary>
    public IReadOnlyDictionary<string, string> LogOptions { get; init; } = None.Text;

    /// <summary>The limit of memory in bytes.</summary>
    public long MemLimit { get; init; }

    /// <summary>The memory that is kept in bytes.</summary>
    public long MemReservation { get; init; }

    /// <summary>The limit of memory and swap in bytes; -1: none.</summary>
    public long MemSwapLimit { get; init; }

    /// <summary>How readily memory is swapped out, 0 to 100.</summary>
    public long MemSwappiness { get; init; }

    /// <summary>The hardware address.</summary>
    public string? MacAddress { get; init; }

    /// <summary>The language models it uses.</summary>
    public IReadOnlyDictionary<string, ServiceModel?> Models { get; init; } = ReadOnlyDictionary<string, ServiceModel?>.Empty;

    /// <summary>The network's namespace.</summary>
    public string? NetworkMode { get; init; }

    /// <summary>The networks by their names in the file.</summary>
    public IReadOnlyDictionary<string, ServiceNetwork?> Networks { get; init; } = ReadOnlyDictionary<string, ServiceNetwork?>.Empty;

    /// <summary>Whether it is never killed when memory runs out.</summary>
    public bool OomKillDisable { get; init; }

    /// <summary>How readily it is killed when memory runs out.</summary>
    public long OomScoreAdj { get; init; }

    /// <summary>The namespace of processes.</summary>
    public string? Pid { get; init; }

    /// <summary>The limit of processes; -1: none.</summary>
    public long PidsLimit { get; init; }

    /// <summary>The platform, such as <c>linux/amd64</c>.</summary>
    public string? Platform { get; init; }

    /// <summary>The published ports.</summary>
    public IReadOnlyList<ServicePort> Ports { get; init; } = [];

    /// <summary>Whether it has all privileges.</summary>
    public bool Privileged { get; init; }

    /// <summary>When the image is pulled.</summary>
    public string? PullPolicy { get; init; }

    /// <summary>Whether its root cannot be written to.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>When it is started again.</summary>
    public string? Restart { get; init; }

    /// <summary>The OCI runtime.</summary>
    public string? Runtime { get; init; }

    /// <summary>How many containers.</summary>
    public int? Scale { get; init; }

    /// <summary>The secrets it gets.</summary>
    public IReadOnlyList<FileReference> Secrets { get; init; } = [];

    /// <summary>Options of security modules.</summary>
    public IReadOnlyList<string> SecurityOpt { get; init; } = [];

    /// <summary>The size of <c>/dev/shm</c> in bytes.</summary>
    public long ShmSize { get; init; }

    /// <summary>Whether its input stays open.</summary>
    public bool StdinOpen { get; init; }

    /// <summary>The time between asking it to end and ending it.</summary>
    public TimeSpan? StopGracePeriod { get; init; }

    /// <summary>The signal that asks it to end.</summary>
    public string? StopSignal { get; init; }

    /// <summary>Options of the storage driver.</summary>
    public IReadOnlyDictionary<string, string> StorageOptions { get; init; } = None.Text;

    /// <summary>Kernel parameters.</summary>
    public IReadOnlyDictionary<string, string> Sysctls { get; init; } = None.Text;

    /// <summary>Directories in memory, with options after a colon.</summary>
    public IReadOnlyList<string> Tmpfs { get; init; } = [];

    /// <summary>Whether it has a terminal.</summary>
    public bool Tty { get; init; }

    /// <summary>Limits of the processes.</summary>
    public IReadOnlyDictionary<string, Ulimit> Ulimits { get; init; } = ReadOnlyDictionary<string, Ulimit>.Empty;

    /// <summary>Whether it gets the engine's socket.</summary>
    public bool UseApiSocket { get; init; }

    /// <summary>The user, and the group after a colon.</summary>
    public string? User { get; init; }

    /// <summary>The namespace of users.</summary>
    public string? UsernsMode { get; init; }

    /// <summary>The namespace of host names.</summary>
    public string? Uts { get; init; }

    /// <summary>The driver of volumes it makes.</summary>
    public string? VolumeDriver { get; init; }

    /// <summary>The mounts.</summary>
    public IReadOnlyList<ServiceVolume> Volumes { get; init; } = [];

    /// <summary>Services and containers whose mounts it gets.</summary>
    public IReadOnlyList<string> VolumesFrom { get; init; } = [];

    /// <summary>Where its program runs.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Programs that run after the start.</summary>
    public IReadOnlyList<ServiceHook> PostStart { get; init; } = [];

    /// <summary>Programs that run before the end.</summary>
    public IReadOnlyList<ServiceHook> PreStop { get; init; } = [];

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
