using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>How an update goes.</summary>
public sealed record UpdateConfig
{
    /// <summary>How many at once.</summary>
    public long? Parallelism { get; init; }

    /// <summary>The time between two.</summary>
    public TimeSpan Delay { get; init; }

    /// <summary>What a failure means.</summary>
    public string? FailureAction { get; init; }

    /// <summary>How long each is watched.</summary>
    public TimeSpan Monitor { get; init; }

    /// <summary>The share of failures that is borne.</summary>
    public double MaxFailureRatio { get; init; }

    /// <summary><c>stop-first</c> or <c>start-first</c>.</summary>
    public string? Order { get; init; }

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
