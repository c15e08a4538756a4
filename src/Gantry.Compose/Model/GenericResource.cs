using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>An amount of a resource of a kind that users name.</summary>
public sealed record GenericResource
{
    /// <summary>The kind.</summary>
    public string Kind { get; init; } = "";

    /// <summary>How many.</summary>
    public long Value { get; init; }

    /// <summary>Whether it says anything.</summary>
    public bool Specified { get; init; }

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
