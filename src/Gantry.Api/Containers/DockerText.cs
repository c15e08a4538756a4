using Gantry.Engine.Containers;
using Gantry.Engine.Health;

namespace Gantry.Api.Containers;

/// <summary>States and times as Docker words them.</summary>
internal static class DockerText
{
    /// <summary>A state's word.</summary>
    public static string Status(ContainerStatus status) => status.ToString().ToLowerInvariant();

    /// <summary>A health's word.</summary>
    public static string Health(HealthState? health) => health is null ? "none" : health.Status.ToString().ToLowerInvariant();

    /// <summary>The state as a sentence: <c>Up 3 minutes</c>, <c>Exited (0) 2 hours ago</c>.</summary>
    public static string Sentence(ContainerState state, DateTimeOffset now) => state.Status switch
    {
        ContainerStatus.Running when state.Health is { } health =>
            $"Up {Duration(now - state.StartedAt)} ({(health.Status == HealthStatus.Starting ? "health: " : "")}{Health(health)})",
        ContainerStatus.Running => $"Up {Duration(now - state.StartedAt)}",
        ContainerStatus.Paused => $"Up {Duration(now - state.StartedAt)} (Paused)",
        ContainerStatus.Restarting => $"Restarting ({state.ExitCode}) {Duration(now - state.FinishedAt)} ago",
        ContainerStatus.Removing => "Removal In Progress",
        ContainerStatus.Dead => "Dead",
        _ when state.FinishedAt == DateTimeOffset.MinValue => "Created",
        _ => $"Exited ({state.ExitCode}) {Duration(now - state.FinishedAt)} ago",
    };

    /// <summary>A duration in one unit (go-units' steps).</summary>
    public static string Duration(TimeSpan duration)
    {
        var seconds = (long)duration.TotalSeconds;
        var hours = (long)Math.Round(duration.TotalHours, MidpointRounding.AwayFromZero);
        return seconds switch
        {
            < 1 => "Less than a second",
            1 => "1 second",
            < 60 => $"{seconds} seconds",
            _ when (long)duration.TotalMinutes == 1 => "About a minute",
            _ when (long)duration.TotalMinutes < 60 => $"{(long)duration.TotalMinutes} minutes",
            _ when hours == 1 => "About an hour",
            _ when hours < 48 => $"{hours} hours",
            _ when hours < 24 * 7 * 2 => $"{hours / 24} days",
            _ when hours < 24 * 30 * 2 => $"{hours / 24 / 7} weeks",
            _ when hours < 24 * 365 * 2 => $"{hours / 24 / 30} months",
            _ => $"{(long)duration.TotalHours / 24 / 365} years",
        };
    }
}
