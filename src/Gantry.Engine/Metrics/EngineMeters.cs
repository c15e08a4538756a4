using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Gantry.Engine.Metrics;

/// <summary>What the engine counts and how long it takes, by the names Docker's metrics have. Costs next to nothing while nobody listens.</summary>
public static class EngineMeters
{
    /// <summary>Name of the meter that all instruments belong to.</summary>
    public const string Name = "gantry.engine";

    /// <summary>The tag that tells kinds of one instrument apart.</summary>
    public const string Action = "action";

    // The lists come first: who listens already asks for them while the instruments are made.

    /// <summary>The actions of containers that are measured.</summary>
    public static IReadOnlyList<string> MeasuredContainerActions { get; } = ["changes", "commit", "create", "delete", "start"];

    /// <summary>The actions of networks that are measured.</summary>
    public static IReadOnlyList<string> MeasuredNetworkActions { get; } = ["allocate", "release"];

    private static readonly Meter Engine = new(Name);

    private static readonly Histogram<double> ContainerActions = Engine.CreateHistogram<double>(
        "engine_daemon_container_actions_seconds", "s", "The number of seconds it takes to process each container action");

    private static readonly Histogram<double> NetworkActions = Engine.CreateHistogram<double>(
        "engine_daemon_network_actions_seconds", "s", "The number of seconds it takes to process each network action");

    internal static Counter<long> Events { get; } = Engine.CreateCounter<long>("engine_daemon_events_total", null, "The number of events logged");

    internal static Counter<long> HealthChecks { get; } = Engine.CreateCounter<long>("engine_daemon_health_checks_total", null, "The total number of health checks");

    internal static Counter<long> FailedHealthChecks { get; } =
        Engine.CreateCounter<long>("engine_daemon_health_checks_failed_total", null, "The total number of failed health checks");

    internal static Histogram<double> HealthCheckStarts { get; } = Engine.CreateHistogram<double>(
        "engine_daemon_health_check_start_duration_seconds", "s", "The number of seconds it takes to prepare to run health checks");

    internal static void ContainerActionEnded(string action, long begun) => Record(ContainerActions, action, begun);

    internal static void NetworkActionEnded(string action, long begun) => Record(NetworkActions, action, begun);

    private static void Record(Histogram<double> instrument, string action, long begun) =>
        instrument.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds, new KeyValuePair<string, object?>(Action, action));
}
