using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>How an update or rollback goes.</summary>
public sealed record UpdateConfig
{
    /// <summary>How many containers at a time; 0 is all.</summary>
    public long? Parallelism { get; init; }

    /// <summary>The time between groups.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>continue, rollback or pause.</summary>
    public string? FailureAction { get; init; }

    /// <summary>How long to watch for failures.</summary>
    public TimeSpan? Monitor { get; init; }

    /// <summary>The failure rate to tolerate.</summary>
    public double MaxFailureRatio { get; init; }

    /// <summary>stop-first or start-first.</summary>
    public string? Order { get; init; }

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
