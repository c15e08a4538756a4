using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>The weight on one device.</summary>
public sealed record WeightDevice
{
    /// <summary>The device's path.</summary>
    public required string Path { get; init; }

    /// <summary>The weight.</summary>
    public int Weight { get; init; }

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
