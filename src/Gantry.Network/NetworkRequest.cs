namespace Gantry.Network;

/// <summary>A network as a user asks for it; what is not said is chosen.</summary>
public sealed record NetworkRequest
{
    /// <summary>Its name.</summary>
    public required string Name { get; init; }

    /// <summary>Name of the driver; empty: <c>bridge</c>.</summary>
    public string Driver { get; init; } = "";

    /// <summary>Scope; empty: the driver's.</summary>
    public string Scope { get; init; } = "";

    /// <summary>Whether endpoints get IPv4 addresses; null: yes.</summary>
    public bool? EnableIPv4 { get; init; }

    /// <summary>Whether endpoints get IPv6 addresses; null: the daemon's default.</summary>
    public bool? EnableIPv6 { get; init; }

    /// <summary>Whether it has no way out.</summary>
    public bool Internal { get; init; }

    /// <summary>Whether containers outside the cluster's services may join.</summary>
    public bool Attachable { get; init; }

    /// <summary>Whether it carries the cluster's published ports.</summary>
    public bool Ingress { get; init; }

    /// <summary>Whether it only holds settings.</summary>
    public bool ConfigOnly { get; init; }

    /// <summary>Network to take the settings from; empty: none.</summary>
    public string ConfigFrom { get; init; } = "";

    /// <summary>Address management.</summary>
    public IpamInfo Ipam { get; init; } = new();

    /// <summary>Driver options.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = new SortedDictionary<string, string>();

    /// <summary>The user's labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = new SortedDictionary<string, string>();
}
