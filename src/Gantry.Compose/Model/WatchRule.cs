using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>What happens when files change.</summary>
public sealed record WatchRule
{
    /// <summary>The path that is watched.</summary>
    public required string Path { get; init; }

    /// <summary><c>sync</c>, <c>rebuild</c>, <c>restart</c>, <c>sync+restart</c> or <c>sync+exec</c>.</summary>
    public required string Action { get; init; }

    /// <summary>Where files go in the container.</summary>
    public string? Target { get; init; }

    /// <summary>The program that runs afterwards.</summary>
    public ServiceHook Exec { get; init; } = new();

    /// <summary>Patterns of files that count.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Patterns of files that do not count.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>Whether files are brought over at the start.</summary>
    public bool InitialSync { get; init; }

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
