using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>Where containers may run.</summary>
public sealed record Placement
{
    /// <summary>Conditions a host must meet.</summary>
    public IReadOnlyList<string> Constraints { get; init; } = [];

    /// <summary>How they are spread.</summary>
    public IReadOnlyList<PlacementPreference> Preferences { get; init; } = [];

    /// <summary>How many on one host; 0: any number.</summary>
    public long MaxReplicas { get; init; }

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
