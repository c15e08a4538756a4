using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>One service of a project: how its containers are made and run.</summary>
public sealed record Service
{
    /// <summary>The service's name.</summary>
    public required string Name { get; init; }

    /// <summary>The profiles that enable the service; none means always.</summary>
    public IReadOnlyList<string> Profiles { get; init; } = [];

    /// <summary>OCI annotations of the container.</summary>
    public IReadOnlyDictionary<string, string> Annotations { get; init; } = Project.NoMap;

    /// <summary>Whether up attaches to the service's output; null means yes.</summary>
    public bool? Attach { get; init; }

    /// <summary>How the image is built, or null when it is only pulled.</summary>
    public Build? Build { get; init; }

    /// <summary>What watch does for the service.</summary>
    public Develop? Develop { get; init; }

    /// <summary>Limits of block device access.</summary>
    public BlkioConfig? BlkioConfig { get; init; }

    /// <summary>Capabilities to add.</summary>
    public IReadOnlyList<string> CapAdd { get; init; } = [];

    /// <summary>Capabilities to drop.</summary>
    public IReadOnlyList<string> CapDrop { get; init; } = [];

    /// <summary>The parent control group.</summary>
    public string? CgroupParent { get; init; }

    /// <summary>The control group namespace: host or private.</summary>
    public string? Cgroup { get; init; }

    /// <summary>The number of processors to use; Windows only.</summary>
    public long CpuCount { get; init; }

    /// <summary>The part of the processors to use in percent.</summary>
    public double CpuPercent { get; init; }

    /// <summary>The length of a CFS period in microseconds.</summary>
    public long CpuPeriod { get; init; }

    /// <summary>The processor time in a CFS period in microseconds.</summary>
    public long CpuQuota { get; init; }

    /// <summary>The length of a realtime period in microseconds.</summary>
    public long CpuRealtimePeriod { get; init; }

    /// <summary>The processor time in a realtime period in microseconds.</summary>
    public long CpuRealtimeRuntime { get; init; }

    /// <summary>The number of processors, with fractions.</summary>
    public double Cpus { get; init; }

    /// <summary>The processors to run on, like 0-3 or 0,1.</summary>
    public string? CpuSet { get; init; }

    /// <summary>The relative weight of processor time.</summary>
    public long CpuShares { get; init; }

    /// <summary>The command that replaces the image's; null leaves it, empty clears it.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>The configs the containers see.</summary>
    public IReadOnlyList<FileReference> Configs { get; init; } = [];

    /// <summary>The container's name instead of the generated one.</summary>
    public string? ContainerName { get; init; }

    /// <summary>The credential specification of a managed service account.</summary>
    public CredentialSpec? CredentialSpec { get; init; }

    /// <summary>The services this one needs, by name.</summary>
    public IReadOnlyDictionary<string, ServiceDependency> DependsOn { get; init; } = new Dictionary<string, ServiceDependency>();

    /// <summary>How the service is deployed.</summary>
    public Deploy? Deploy { get; init; }

    /// <summary>Rules of the device control group.</summary>
    public IReadOnlyList<string> DeviceCgroupRules { get; init; } = [];

    /// <summary>Devices of the host the containers see.</summary>
    public IReadOnlyList<DeviceMapping> Devices { get; init; } = [];

    /// <summary>Name servers.</summary>
    public IReadOnlyList<string> Dns { get; init; } = [];

    /// <summary>Options of the resolver.</summary>
    public IReadOnlyList<string> DnsOptions { get; init; } = [];

    /// <summary>Search domains.</summary>
    public IReadOnlyList<string> DnsSearch { get; init; } = [];

    /// <summary>The container's domain name.</summary>
    public string? DomainName { get; init; }

    /// <summary>The entry point that replaces the image's; null leaves it, empty clears it.</summary>
    public IReadOnlyList<string>? Entrypoint { get; init; }

    /// <summary>The program that stands for the service's containers.</summary>
    public ServiceProvider? Provider { get; init; }

    /// <summary>Environment variables; null takes the value at run time, and leaves the variable out when there is none.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = new Dictionary<string, string?>();

    /// <summary>Files with environment variables, kept only when the environment was not resolved.</summary>
    public IReadOnlyList<EnvFile> EnvFiles { get; init; } = [];

    /// <summary>Ports the containers listen on without publishing them.</summary>
    public IReadOnlyList<string> Expose { get; init; } = [];

    /// <summary>The service this one extends, kept only when extension was not resolved.</summary>
    public Extends? Extends { get; init; }

    /// <summary>Links to containers outside the project.</summary>
    public IReadOnlyList<string> ExternalLinks { get; init; } = [];

    /// <summary>Addresses to add to /etc/hosts by host name.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> ExtraHosts { get; init; } = new Dictionary<string, IReadOnlyList<string>>();

    /// <summary>Additional groups of the user.</summary>
    public IReadOnlyList<string> GroupAdd { get; init; } = [];

    /// <summary>GPU devices to use.</summary>
    public IReadOnlyList<DeviceRequest> Gpus { get; init; } = [];

    /// <summary>The container's host name.</summary>
    public string? Hostname { get; init; }

    /// <summary>The health check that replaces the image's.</summary>
    public HealthCheck? HealthCheck { get; init; }

    /// <summary>The image's reference.</summary>
    public string? Image { get; init; }

    /// <summary>Whether an init process runs first; null leaves it to the engine.</summary>
    public bool? Init { get; init; }

    /// <summary>The IPC namespace.</summary>
    public string? Ipc { get; init; }

    /// <summary>The isolation technology.</summary>
    public string? Isolation { get; init; }

    /// <summary>Labels of the containers.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = Project.NoMap;

    /// <summary>Files with labels, kept only when they were not resolved.</summary>
    public IReadOnlyList<string> LabelFiles { get; init; } = [];

    /// <summary>Links to services: SERVICE or SERVICE:ALIAS.</summary>
    public IReadOnlyList<string> Links { get; init; } = [];

    /// <summary>The logging driver and its options.</summary>
    public Logging? Logging { get; init; }

    /// <summary>The logging driver as legacy files name it.</summary>
    public string? LogDriver { get; init; }

    /// <summary>The logging options as legacy files name them.</summary>
    public IReadOnlyDictionary<string, string> LogOptions { get; init; } = Project.NoMap;

    /// <summary>The memory limit in bytes; 0 is none.</summary>
    public long MemLimit { get; init; }

    /// <summary>The memory reservation in bytes; 0 is none.</summary>
    public long MemReservation { get; init; }

    /// <summary>The limit of memory and swap in bytes; -1 is none, 0 leaves it to the engine.</summary>
    public long MemSwapLimit { get; init; }

    /// <summary>The kernel's eagerness to swap from 0 to 100.</summary>
    public long MemSwappiness { get; init; }

    /// <summary>The container's MAC address.</summary>
    public string? MacAddress { get; init; }

    /// <summary>The models the service uses, by name.</summary>
    public IReadOnlyDictionary<string, ServiceModel?> Models { get; init; } = new Dictionary<string, ServiceModel?>();

    /// <summary>The network mode as legacy files name it.</summary>
    public string? Net { get; init; }

    /// <summary>The network mode instead of networks.</summary>
    public string? NetworkMode { get; init; }

    /// <summary>The networks the service joins by their key; null is one without options.</summary>
    public IReadOnlyDictionary<string, ServiceNetwork?> Networks { get; init; } = new Dictionary<string, ServiceNetwork?>();

    /// <summary>Whether the kernel may not kill the container when memory runs out.</summary>
    public bool OomKillDisable { get; init; }

    /// <summary>The preference to be killed when memory runs out, from -1000 to 1000.</summary>
    public long OomScoreAdj { get; init; }

    /// <summary>The PID namespace.</summary>
    public string? Pid { get; init; }

    /// <summary>The greatest number of processes; -1 is unlimited, 0 leaves it to the engine.</summary>
    public long PidsLimit { get; init; }

    /// <summary>The platform of the image, like linux/amd64.</summary>
    public string? Platform { get; init; }

    /// <summary>Published ports.</summary>
    public IReadOnlyList<ServicePort> Ports { get; init; } = [];

    /// <summary>Whether the containers have every capability and device.</summary>
    public bool Privileged { get; init; }

    /// <summary>When the image is pulled: always, never, missing, build, daily, weekly or every_DURATION.</summary>
    public string? PullPolicy { get; init; }

    /// <summary>Whether the root file system is read-only.</summary>
    public bool ReadOnly { get; init; }

    /// <summary>The restart policy.</summary>
    public string? Restart { get; init; }

    /// <summary>The OCI runtime.</summary>
    public string? Runtime { get; init; }

    /// <summary>The number of containers; null leaves it to deploy.replicas.</summary>
    public int? Scale { get; init; }

    /// <summary>The secrets the containers see.</summary>
    public IReadOnlyList<FileReference> Secrets { get; init; } = [];

    /// <summary>Security options.</summary>
    public IReadOnlyList<string> SecurityOpt { get; init; } = [];

    /// <summary>The size of /dev/shm in bytes.</summary>
    public long ShmSize { get; init; }

    /// <summary>Whether standard input stays open.</summary>
    public bool StdinOpen { get; init; }

    /// <summary>How long a container may take to stop.</summary>
    public TimeSpan? StopGracePeriod { get; init; }

    /// <summary>The signal that stops a container.</summary>
    public string? StopSignal { get; init; }

    /// <summary>Options of the storage driver.</summary>
    public IReadOnlyDictionary<string, string> StorageOptions { get; init; } = Project.NoMap;

    /// <summary>Kernel parameters.</summary>
    public IReadOnlyDictionary<string, string> Sysctls { get; init; } = Project.NoMap;

    /// <summary>Temporary file systems: PATH or PATH:OPTIONS.</summary>
    public IReadOnlyList<string> Tmpfs { get; init; } = [];

    /// <summary>Whether a terminal is allocated.</summary>
    public bool Tty { get; init; }

    /// <summary>Resource limits by name.</summary>
    public IReadOnlyDictionary<string, Ulimit> Ulimits { get; init; } = new Dictionary<string, Ulimit>();

    /// <summary>Whether the containers reach the engine's socket.</summary>
    public bool UseApiSocket { get; init; }

    /// <summary>The user the process runs as.</summary>
    public string? User { get; init; }

    /// <summary>The user namespace.</summary>
    public string? UsernsMode { get; init; }

    /// <summary>The UTS namespace.</summary>
    public string? Uts { get; init; }

    /// <summary>The driver of the service's volumes.</summary>
    public string? VolumeDriver { get; init; }

    /// <summary>Mounts.</summary>
    public IReadOnlyList<ServiceVolume> Volumes { get; init; } = [];

    /// <summary>Services and containers whose mounts are taken over.</summary>
    public IReadOnlyList<string> VolumesFrom { get; init; } = [];

    /// <summary>The directory the process starts in.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Commands to run after a container started.</summary>
    public IReadOnlyList<ServiceHook> PostStart { get; init; } = [];

    /// <summary>Commands to run before a container is stopped.</summary>
    public IReadOnlyList<ServiceHook> PreStop { get; init; } = [];

    /// <summary>The x- attributes of the service.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();

    /// <summary>The number of containers the service has: scale, else deploy.replicas, else one.</summary>
    public int Replicas => Scale ?? Deploy?.Replicas ?? 1;

    /// <summary>The image's reference, or the one a built image gets in the project named <paramref name="project"/>.</summary>
    public string ImageName(string project) => string.IsNullOrEmpty(Image) ? $"{project}-{Name}" : Image;

    /// <summary>The keys of <see cref="Networks"/>, those with the greatest priority first.</summary>
    public IReadOnlyList<string> NetworksByPriority() =>
        [.. Networks.OrderByDescending(network => network.Value?.Priority ?? 0).ThenBy(network => network.Key, StringComparer.Ordinal).Select(network => network.Key)];
}
