using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>What happens while people work on a service.</summary>
public sealed record Develop
{
    /// <summary>What happens when files change.</summary>
    public IReadOnlyList<WatchRule> Watch { get; init; } = [];

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
