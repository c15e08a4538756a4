namespace Gantry.Network;

/// <summary>A network: what was asked for and what was chosen.</summary>
public sealed record NetworkInfo
{
    /// <summary>Id, 64 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Name, unique within the daemon.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the driver: <c>bridge</c>, <c>host</c>, <c>null</c> …; empty for one that only holds settings.</summary>
    public required string Driver { get; init; }

    /// <summary><c>local</c>, <c>swarm</c> for networks of a cluster, or what the driver or the user says.</summary>
    public string Scope { get; init; } = "local";

    /// <summary>Whether the user asked for it to be of this host only.</summary>
    public bool IsLocalWanted { get; init; }

    /// <summary>When it was made.</summary>
    public required DateTimeOffset Created { get; init; }

    /// <summary>Whether endpoints get IPv4 addresses.</summary>
    public bool EnableIPv4 { get; init; } = true;

    /// <summary>Whether endpoints get IPv6 addresses.</summary>
    public bool EnableIPv6 { get; init; }

    /// <summary>Whether the network has no way out.</summary>
    public bool Internal { get; init; }

    /// <summary>Whether containers outside the cluster's services may join.</summary>
    public bool Attachable { get; init; }

    /// <summary>Whether it carries the cluster's published ports.</summary>
    public bool Ingress { get; init; }

    /// <summary>Whether it only holds settings other networks are made from.</summary>
    public bool ConfigOnly { get; init; }

    /// <summary>Name of the network its settings come from; empty: none.</summary>
    public string ConfigFrom { get; init; } = "";

    /// <summary>Whether it is stored, but a plugin may not have heard of it yet: after a crash it goes.</summary>
    public bool IsUnfinished { get; init; }

    /// <summary>Address management.</summary>
    public IpamInfo Ipam { get; init; } = new();

    /// <summary>Driver options, for example <c>com.docker.network.bridge.name</c>.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new SortedDictionary<string, string>();

    /// <summary>The user's labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new SortedDictionary<string, string>();
}
