using Gantry.Engine.Containers;

namespace Gantry.Engine.Health;

/// <summary>How well a container is.</summary>
public enum HealthStatus
{
    /// <summary>No check has succeeded yet, and not enough have failed.</summary>
    Starting,

    /// <summary>The last check succeeded.</summary>
    Healthy,

    /// <summary>Enough checks in a row have failed.</summary>
    Unhealthy,
}

/// <summary>One check.</summary>
/// <param name="Start">Its begin.</param>
/// <param name="End">Its end.</param>
/// <param name="ExitCode">The program's exit status; -1 where it could not end by itself.</param>
/// <param name="Output">What it printed, cut.</param>
public sealed record HealthResult(DateTimeOffset Start, DateTimeOffset End, int ExitCode, string Output);

/// <summary>The health of a container as its checks tell it.</summary>
public sealed record HealthState
{
    /// <summary>The verdict.</summary>
    public HealthStatus Status { get; init; }

    /// <summary>Failed checks in a row.</summary>
    public int FailingStreak { get; init; }

    /// <summary>The last checks, oldest first.</summary>
    public IReadOnlyList<HealthResult> Log { get; init; } = [];

    /// <summary>The health at the start of a run; null for a container without a check.</summary>
    internal static HealthState? AtStart(Container container) =>
        HealthPlan.Of(container) is null ? null : new HealthState { Log = container.State.Health?.Log ?? [] };
}
