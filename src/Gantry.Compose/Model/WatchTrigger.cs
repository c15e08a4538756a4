using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>What happens when files below a path change.</summary>
public sealed record WatchTrigger
{
    /// <summary>The path to watch.</summary>
    public required string Path { get; init; }

    /// <summary>sync, rebuild, restart, sync+restart or sync+exec.</summary>
    public required string Action { get; init; }

    /// <summary>The path in the container to copy to.</summary>
    public string? Target { get; init; }

    /// <summary>The command that follows sync+exec.</summary>
    public ServiceHook? Exec { get; init; }

    /// <summary>Patterns of the files that count.</summary>
    public IReadOnlyList<string> Include { get; init; } = [];

    /// <summary>Patterns of the files that do not count.</summary>
    public IReadOnlyList<string> Ignore { get; init; } = [];

    /// <summary>Whether everything is copied at the start.</summary>
    public bool InitialSync { get; init; }

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
