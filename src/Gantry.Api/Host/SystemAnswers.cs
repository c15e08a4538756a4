using System.Text.Json.Serialization;

using Gantry.Api.Containers;
using Gantry.Api.Images;
using Gantry.Api.Volumes;

namespace Gantry.Api.Host;

/// <summary>Who the server is.</summary>
internal sealed record VersionAnswer
{
    public required PlatformAnswer Platform { get; init; }
    public required IReadOnlyList<ComponentAnswer> Components { get; init; }
    public required string Version { get; init; }
    public required string ApiVersion { get; init; }
    public required string MinAPIVersion { get; init; }
    public required string GitCommit { get; init; }
    public required string GoVersion { get; init; }
    public required string Os { get; init; }
    public required string Arch { get; init; }
    public required string KernelVersion { get; init; }
    public required string BuildTime { get; init; }
}

/// <summary>The product.</summary>
internal sealed record PlatformAnswer(string Name);

/// <summary>A part of the product.</summary>
internal sealed record ComponentAnswer(string Name, string Version, SortedDictionary<string, string> Details);

/// <summary>What the server has.</summary>
internal sealed record InfoAnswer
{
    public required string ID { get; init; }
    public int Containers { get; init; }
    public int ContainersRunning { get; init; }
    public int ContainersPaused { get; init; }
    public int ContainersStopped { get; init; }
    public int Images { get; init; }
    public string Driver { get; init; } = "overlay2";
    public IReadOnlyList<IReadOnlyList<string>> DriverStatus { get; init; } = [["Supports d_type", "true"], ["Native Overlay Diff", "true"]];
    public PluginsAnswer Plugins { get; init; } = new();
    public bool MemoryLimit { get; init; }
    public bool SwapLimit { get; init; }
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool KernelMemoryTCP { get; init; }

    public bool CpuCfsPeriod { get; init; }
    public bool CpuCfsQuota { get; init; }
    public bool CPUShares { get; init; }
    public bool CPUSet { get; init; }
    public bool PidsLimit { get; init; }
    public bool IPv4Forwarding { get; init; }
    public bool Debug { get; init; }
    public int NFd { get; init; }
    public bool OomKillDisable { get; init; }
    public int NGoroutines { get; init; }
    public required string SystemTime { get; init; }
    public required string LoggingDriver { get; init; }
    public string CgroupDriver { get; init; } = "cgroupfs";
    public required string CgroupVersion { get; init; }
    public int NEventsListener { get; init; }
    public required string KernelVersion { get; init; }
    public required string OperatingSystem { get; init; }
    public required string OSVersion { get; init; }
    public string OSType { get; init; } = "linux";
    public required string Architecture { get; init; }
    public string IndexServerAddress { get; init; } = "https://index.docker.io/v1/";
    public required RegistryAnswer RegistryConfig { get; init; }
    public int NCPU { get; init; }
    public long MemTotal { get; init; }
    public IReadOnlyList<string>? GenericResources { get; init; }
    public required string DockerRootDir { get; init; }
    public string HttpProxy { get; init; } = "";
    public string HttpsProxy { get; init; } = "";
    public string NoProxy { get; init; } = "";
    public required string Name { get; init; }
    public required IReadOnlyList<string> Labels { get; init; }
    public bool ExperimentalBuild { get; init; }
    public required string ServerVersion { get; init; }
    public required SortedDictionary<string, RuntimeAnswer> Runtimes { get; init; }
    public required string DefaultRuntime { get; init; }
    public SwarmAnswer Swarm { get; init; } = new();
    public bool LiveRestoreEnabled { get; init; }
    public string Isolation { get; init; } = "";
    public string InitBinary { get; init; } = "docker-init";
    public CommitAnswer ContainerdCommit { get; init; } = new("");
    public CommitAnswer RuncCommit { get; init; } = new("");
    public CommitAnswer InitCommit { get; init; } = new("N/A");
    public required IReadOnlyList<string> SecurityOptions { get; init; }
    /// <summary>Since version 1.49.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public FirewallAnswer? FirewallBackend { get; init; }

    /// <summary>Until version 1.49; always false, as Docker has said ever since it asks for nothing of the bridge's filter.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? BridgeNfIptables { get; init; }

    /// <summary>As <see cref="BridgeNfIptables"/>.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? BridgeNfIp6tables { get; init; }
    public IReadOnlyList<string> CDISpecDirs { get; init; } = [];

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public IReadOnlyList<DeviceAnswer>? DiscoveredDevices { get; init; }

    /// <summary>There is no containerd behind this engine.</summary>
    public ContainerdAnswer Containerd { get; init; } = new("", new ContainerdNamespacesAnswer("", ""));
    public IReadOnlyList<string>? Warnings { get; init; }
}

/// <summary>A device a vendor describes.</summary>
internal sealed record DeviceAnswer(string Source, string ID);

/// <summary>Where containerd is.</summary>
internal sealed record ContainerdAnswer(string Address, ContainerdNamespacesAnswer Namespaces);

/// <summary>Whose containers are whose.</summary>
internal sealed record ContainerdNamespacesAnswer(string Containers, string Plugins);

/// <summary>Drivers there are.</summary>
internal sealed record PluginsAnswer
{
    public IReadOnlyList<string> Volume { get; init; } = ["local"];
    public IReadOnlyList<string> Network { get; init; } = ["bridge", "host", "ipvlan", "macvlan", "null"];
    public IReadOnlyList<string>? Authorization { get; init; }
    public IReadOnlyList<string> Log { get; init; } = Gantry.Engine.Logs.LogDrivers.Listed;
}

/// <summary>A runtime.</summary>
internal sealed record RuntimeAnswer(
    [property: JsonPropertyName("path")] string Path,
    [property: JsonPropertyName("runtimeArgs"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<string>? Arguments,
    [property: JsonPropertyName("status"), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyDictionary<string, string>? Status = null);

/// <summary>Swarm mode, which is off.</summary>
internal sealed record SwarmAnswer
{
    public string NodeID { get; init; } = "";
    public string NodeAddr { get; init; } = "";
    public string LocalNodeState { get; init; } = "inactive";
    public bool ControlAvailable { get; init; }
    public string Error { get; init; } = "";
    public IReadOnlyList<string>? RemoteManagers { get; init; }
}

/// <summary>A version of a part.</summary>
internal sealed record CommitAnswer(string ID);

/// <summary>What filters packets.</summary>
internal sealed record FirewallAnswer(string Driver);

/// <summary>What takes room; what was not asked for is null.</summary>
internal sealed record DiskUsageAnswer
{
    public long LayersSize { get; init; }
    public IReadOnlyList<ImageSummary>? Images { get; init; }
    public IReadOnlyList<ContainerSummary>? Containers { get; init; }
    public IReadOnlyList<VolumeAnswer>? Volumes { get; init; }
    public IReadOnlyList<Builds.CacheRecordAnswer>? BuildCache { get; init; }
}

/// <summary>Results of builds that a pruning removed.</summary>
internal sealed record CachePruneAnswer(IReadOnlyList<string>? CachesDeleted, long SpaceReclaimed);
