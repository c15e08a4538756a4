using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>A language model of the project.</summary>
public sealed record LanguageModel
{
    /// <summary>Its name.</summary>
    public string? Name { get; init; }

    /// <summary>Its reference.</summary>
    public string? Model { get; init; }

    /// <summary>The size of its context in tokens; 0: the usual.</summary>
    public int ContextSize { get; init; }

    /// <summary>Flags for what runs it.</summary>
    public IReadOnlyList<string> RuntimeFlags { get; init; } = [];

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
