using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>Another program that stands for a service.</summary>
public sealed record Provider
{
    /// <summary>The program's name.</summary>
    public required string Type { get; init; }

    /// <summary>Its options.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> Options { get; init; } = ReadOnlyDictionary<string, IReadOnlyList<string>>.Empty;

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
