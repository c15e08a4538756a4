using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>How the addresses of a network are managed.</summary>
public sealed record Ipam
{
    /// <summary>The address driver.</summary>
    public string? Driver { get; init; }

    /// <summary>The pools of addresses.</summary>
    public IReadOnlyList<IpamPool> Config { get; init; } = [];

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
