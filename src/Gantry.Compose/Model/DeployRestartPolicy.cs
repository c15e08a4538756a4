using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>When containers are started again.</summary>
public sealed record DeployRestartPolicy
{
    /// <summary><c>none</c>, <c>on-failure</c> or <c>any</c>.</summary>
    public string? Condition { get; init; }

    /// <summary>The time before.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>How often at most.</summary>
    public long? MaxAttempts { get; init; }

    /// <summary>How long a start is watched.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
