using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>A program that runs in a container after its start or before its end.</summary>
public sealed record ServiceHook
{
    /// <summary>The program and its arguments.</summary>
    public IReadOnlyList<string>? Command { get; init; }

    /// <summary>Who runs it; null: the container's user.</summary>
    public string? User { get; init; }

    /// <summary>Whether it has all privileges.</summary>
    public bool Privileged { get; init; }

    /// <summary>Where it runs.</summary>
    public string? WorkingDirectory { get; init; }

    /// <summary>Further variables.</summary>
    public IReadOnlyDictionary<string, string?> Environment { get; init; } = None.OptionalText;

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
