using Gantry.Engine.Containers;
using Gantry.Engine.Runtimes;
using Gantry.Runtime.Shim;

namespace Gantry.Engine.Hosting;

/// <summary>The engine's settings, as the daemon's flags and its configuration file give them.</summary>
public sealed record EngineOptions
{
    /// <summary>Directory of everything that survives a reboot.</summary>
    public string DataRoot { get; init; } = "/var/lib/gantry";

    /// <summary>Directory of what belongs to running processes.</summary>
    public string ExecRoot { get; init; } = "/run/gantry";

    /// <summary>Switches of features by name.</summary>
    public IReadOnlyDictionary<string, bool> Features { get; init; } = new SortedDictionary<string, bool>();

    /// <summary>What shims are started from; usually this executable, which is also the shim.</summary>
    public ShimExecutable Executable { get; init; } = new(Environment.ProcessPath ?? "gantry");

    /// <summary>Parent cgroup of all containers.</summary>
    public string CgroupParent { get; init; } = "/docker";

    /// <summary>The default bridge the engine makes itself; one of another name has to be there.</summary>
    public const string OwnBridge = "docker0";

    /// <summary>Name of the default bridge; <c>none</c>: there is no default network.</summary>
    public string BridgeName { get; init; } = OwnBridge;

    /// <summary>Address and network of the default bridge, for example <c>172.17.0.1/16</c>; null: a free one.</summary>
    public string? Bip { get; init; }

    /// <summary>Blocks of addresses networks that name no subnet are cut from; empty: Docker's.</summary>
    public IReadOnlyList<Network.DefaultAddressPool> AddressPools { get; init; } = [];

    /// <summary>Part of the default bridge's subnet addresses are taken from; empty: all.</summary>
    public string FixedCidr { get; init; } = "";

    /// <summary>IPv6 subnet of the default bridge; empty: one is chosen.</summary>
    public string FixedCidrV6 { get; init; } = "";

    /// <summary>Whether containers on the default bridge get IPv6 addresses.</summary>
    public bool IPv6 { get; init; }

    /// <summary>Bytes in a packet on the default bridge.</summary>
    public int Mtu { get; init; } = 1500;

    /// <summary>Whether containers on the default bridge reach each other.</summary>
    public bool Icc { get; init; } = true;

    /// <summary>Whether addresses of the default bridge are hidden behind the host's.</summary>
    public bool IpMasquerade { get; init; } = true;

    /// <summary>Host address of published ports that name none; empty: all addresses.</summary>
    public string HostAddress { get; init; } = "";

    /// <summary>Through what the packet filter is spoken to.</summary>
    public Network.FirewallBackend FirewallBackend { get; init; }

    /// <summary>Whether rules of the packet filter are made at all.</summary>
    public bool FiltersPackets { get; init; } = true;

    /// <summary>Whether rules of the packet filter are made for IPv6.</summary>
    public bool FiltersIPv6 { get; init; } = true;

    /// <summary>Whether the kernel is made to forward packets.</summary>
    public bool ForwardsPackets { get; init; } = true;

    /// <summary>Whether a host that the daemon made forward packets forwards those between other networks too.</summary>
    public bool AllowsTransit { get; init; }

    /// <summary>Driver options of networks that are created, by driver.</summary>
    public IReadOnlyDictionary<string, IReadOnlyDictionary<string, string>> NetworkDriverOptions { get; init; } = new Dictionary<string, IReadOnlyDictionary<string, string>>();

    /// <summary>Name servers for containers.</summary>
    public IReadOnlyList<string> Dns { get; init; } = [];

    /// <summary>Search domains for containers.</summary>
    public IReadOnlyList<string> DnsSearch { get; init; } = [];

    /// <summary>Resolver options for containers.</summary>
    public IReadOnlyList<string> DnsOptions { get; init; } = [];

    /// <summary>Resource limits of containers that name none.</summary>
    public IReadOnlyList<Ulimit> DefaultUlimits { get; init; } = [];

    /// <summary>Bytes of <c>/dev/shm</c> in containers that name none.</summary>
    public long ShmSize { get; init; } = 64 << 20;

    /// <summary>IPC mode of containers that name none.</summary>
    public string IpcMode { get; init; } = "private";

    /// <summary>Cgroup namespace mode of containers that name none; empty: what suits the host's cgroups.</summary>
    public string CgroupnsMode { get; init; } = "";

    /// <summary>User namespaces of containers that do not ask for the host's; null: all have the host's.</summary>
    public Oci.Runtime.IdMappings? Remapping { get; init; }

    /// <summary>Runtimes beside the engine's own.</summary>
    public IReadOnlyList<RuntimeEntry> Runtimes { get; init; } = [];

    /// <summary>Name of the runtime of containers that name none.</summary>
    public string DefaultRuntime { get; init; } = "runc";

    /// <summary>The filter of system calls of containers that name none: a profile's JSON, <c>unconfined</c>, or empty for the built-in one.</summary>
    public string SeccompProfile { get; init; } = "";

    /// <summary>Where that profile was read; what a list of settings shows.</summary>
    public string SeccompProfileName { get; init; } = "builtin";

    /// <summary>Whether containers that do not say may gain no privileges.</summary>
    public bool NoNewPrivileges { get; init; }

    /// <summary>Addresses that <c>host-gateway</c> stands for; empty: the default bridge's.</summary>
    public IReadOnlyList<string> HostGateway { get; init; } = [];

    /// <summary>Whether containers that do not say get a small init.</summary>
    public bool Init { get; init; }

    /// <summary>Path of the init program; empty: one of the usual names in PATH.</summary>
    public string InitPath { get; init; } = "";

    /// <summary>Log driver of containers that name none.</summary>
    public LogConfig LogConfig { get; init; } = new() { Type = "json-file" };

    /// <summary>Directories of vendors' device specifications; a later one wins.</summary>
    public IReadOnlyList<string> CdiDirectories { get; init; } = ["/etc/cdi", "/var/run/cdi"];

    /// <summary>The engine's labels, <c>key=value</c>.</summary>
    public IReadOnlyList<string> Labels { get; init; } = [];

    /// <summary>Seconds that containers have to end when the daemon stops without live restore.</summary>
    public int ShutdownTimeoutSeconds { get; init; } = 15;

    /// <summary>How registries are reached.</summary>
    public Registry.RegistryOptions Registry { get; init; } = new();

    /// <summary>Whether debug messages are logged.</summary>
    public bool Debug { get; init; }

    /// <summary>Whether containers run on when the daemon stops.</summary>
    public bool LiveRestore { get; init; } = true;
}
