using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>A network of the project.</summary>
public sealed record Network
{
    /// <summary>The name for the engine.</summary>
    public required string Name { get; init; }

    /// <summary>Its driver.</summary>
    public string? Driver { get; init; }

    /// <summary>Options for the driver.</summary>
    public IReadOnlyDictionary<string, string> DriverOptions { get; init; } = None.Text;

    /// <summary>How addresses are given.</summary>
    public Ipam? Ipam { get; init; }

    /// <summary>Whether others made it.</summary>
    public bool External { get; init; }

    /// <summary>Whether it has no way out.</summary>
    public bool Internal { get; init; }

    /// <summary>Whether containers from elsewhere may join.</summary>
    public bool Attachable { get; init; }

    /// <summary>Its labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = None.Text;

    /// <summary>Whether it has IPv4 addresses.</summary>
    public bool? EnableIPv4 { get; init; }

    /// <summary>Whether it has IPv6 addresses.</summary>
    public bool? EnableIPv6 { get; init; }

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
