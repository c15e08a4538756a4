using Gantry.Engine.Containers;

namespace Gantry.Engine.Health;

/// <summary>How a container is checked: its settings with Docker's defaults, and what follows from a check.</summary>
internal sealed record HealthPlan
{
    private const int LogLength = 5;

    /// <summary>The program with its arguments.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    public TimeSpan Interval { get; init; }

    public TimeSpan Timeout { get; init; }

    public TimeSpan StartPeriod { get; init; }

    public TimeSpan StartInterval { get; init; }

    public int Retries { get; init; }

    /// <summary>The plan of a container; null when it is not checked.</summary>
    public static HealthPlan? Of(Container container)
    {
        var config = container.Config.Healthcheck;
        IReadOnlyList<string>? command = config?.Test?.ToArray() switch
        {
            ["CMD", .. { Length: > 0 } program] => program,
            ["CMD-SHELL", .. var line] => [.. container.Config.Shell is { Count: > 0 } shell ? shell : ["/bin/sh", "-c"], .. line],
            _ => null,
        };
        return command is null ? null : new HealthPlan
        {
            Command = command,
            Interval = Span(config!.Interval, 30),
            Timeout = Span(config.Timeout, 30),
            StartPeriod = Span(config.StartPeriod, 0),
            StartInterval = Span(config.StartInterval, 5),
            Retries = config.Retries > 0 ? config.Retries : 3,
        };
    }

    /// <summary>The time until the next check.</summary>
    public TimeSpan Next(ContainerState state, DateTimeOffset now) =>
        state.Health?.Status == HealthStatus.Starting && now - state.StartedAt < StartPeriod ? StartInterval : Interval;

    /// <summary>The health after one more check: failures in the start period do not count before the first success.</summary>
    public HealthState After(HealthState before, HealthResult result, DateTimeOffset started)
    {
        var log = before.Log.Append(result).TakeLast(LogLength).ToList();
        if (result.ExitCode == 0)
            return new HealthState { Status = HealthStatus.Healthy, Log = log };
        if (before.Status == HealthStatus.Starting && result.Start - started < StartPeriod)
            return before with { Log = log };
        var streak = before.FailingStreak + 1;
        return new HealthState { Status = streak >= Retries ? HealthStatus.Unhealthy : before.Status, FailingStreak = streak, Log = log };
    }

    private static TimeSpan Span(long nanoseconds, int defaultSeconds) =>
        nanoseconds == 0 ? TimeSpan.FromSeconds(defaultSeconds) : TimeSpan.FromTicks(Math.Max(1, nanoseconds / TimeSpan.NanosecondsPerTick));
}
