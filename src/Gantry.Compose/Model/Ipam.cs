using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>How a network gives addresses.</summary>
public sealed record Ipam
{
    /// <summary>The driver of addresses.</summary>
    public string? Driver { get; init; }

    /// <summary>The pools.</summary>
    public IReadOnlyList<IpamPool> Config { get; init; } = [];

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
