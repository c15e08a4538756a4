using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>When containers are restarted.</summary>
public sealed record DeployRestartPolicy
{
    /// <summary>none, on-failure or any.</summary>
    public string? Condition { get; init; }

    /// <summary>The time between attempts.</summary>
    public TimeSpan? Delay { get; init; }

    /// <summary>How many attempts before giving up; null is unlimited.</summary>
    public long? MaxAttempts { get; init; }

    /// <summary>How long to wait before a restart counts as a success.</summary>
    public TimeSpan? Window { get; init; }

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
