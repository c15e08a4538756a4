using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>A network of the project.</summary>
public sealed record Network
{
    /// <summary>The name the engine knows it by.</summary>
    public required string Name { get; init; }

    /// <summary>The network driver.</summary>
    public string? Driver { get; init; }

    /// <summary>Options of the driver.</summary>
    public IReadOnlyDictionary<string, string> DriverOptions { get; init; } = Project.NoMap;

    /// <summary>The addresses to use.</summary>
    public Ipam? Ipam { get; init; }

    /// <summary>Whether somebody else makes it.</summary>
    public bool External { get; init; }

    /// <summary>Whether it has no way out.</summary>
    public bool Internal { get; init; }

    /// <summary>Whether containers outside the project may join.</summary>
    public bool Attachable { get; init; }

    /// <summary>Labels.</summary>
    public IReadOnlyDictionary<string, string> Labels { get; init; } = Project.NoMap;

    /// <summary>Whether it has IPv4 addresses; null leaves it to the engine.</summary>
    public bool? EnableIPv4 { get; init; }

    /// <summary>Whether it has IPv6 addresses; null leaves it to the engine.</summary>
    public bool? EnableIPv6 { get; init; }

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
