using System.Diagnostics.Metrics;

using Gantry.Api.Host;
using Gantry.Engine.Containers;
using Gantry.Engine.Host;
using Gantry.Engine.Metrics;

using Prometheus;

namespace Gantry.Api.Metrics;

/// <summary>The engine's meters, its state and its process, collected for Prometheus.</summary>
internal sealed class EngineMetrics : IDisposable
{
    /// <summary>Upper bounds of what a histogram counts, in seconds; Docker's, which are Prometheus' own defaults.</summary>
    private static readonly HistogramConfiguration Seconds = new() { Buckets = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10] };

    private readonly CollectorRegistry registry = Prometheus.Metrics.NewCustomRegistry();
    private readonly MeterListener listener = new();
    private readonly MetricFactory factory;

    public EngineMetrics(IContainers containers, IHost host)
    {
        factory = Prometheus.Metrics.WithCustomRegistry(registry);
        DotNetStats.Register(registry);
        listener.InstrumentPublished = Listen;
        listener.SetMeasurementEventCallback<double>(static (_, value, tags, state) => (state as Histogram)?.WithLabels(Labels(tags)).Observe(value));
        listener.SetMeasurementEventCallback<long>(static (_, value, _, state) => (state as Counter)?.Inc(value));
        listener.Start();
        Describe(host);
        var states = factory.CreateGauge("engine_daemon_container_states_containers", "The count of containers in various states", ["state"]);
        var subscribers = factory.CreateGauge("engine_daemon_events_subscribers_total", "The number of current subscribers to events");
        var memory = factory.CreateGauge("process_resident_memory_bytes", "Resident memory size in bytes");
        var descriptors = factory.CreateGauge("process_open_fds", "Number of open file descriptors");
        registry.AddBeforeCollectCallback(() =>
        {
            memory.Set(Environment.WorkingSet);
            descriptors.Set(Directory.GetFileSystemEntries("/proc/self/fd").Length);
            var all = containers.All;
            states.WithLabels("paused").Set(all.Count(container => container.State.Status == ContainerStatus.Paused));
            states.WithLabels("running").Set(all.Count(container => container.State.Status is ContainerStatus.Running or ContainerStatus.Restarting));
            states.WithLabels("stopped").Set(all.Count(container => !container.State.IsAlive && container.State.Status != ContainerStatus.Restarting));
            subscribers.Set(host.EventListeners);
        });
    }

    /// <summary>Writes all of it in Prometheus' text format 0.0.4.</summary>
    public Task WriteAsync(Stream to, CancellationToken cancellation) => registry.CollectAndExportAsTextAsync(to, cancellation);

    /// <inheritdoc/>
    public void Dispose() => listener.Dispose();

    private void Listen(Instrument instrument, MeterListener meters)
    {
        if (instrument.Meter.Name != EngineMeters.Name)
            return;
        object metric = instrument is Histogram<double>
            ? Histogram(instrument)
            : factory.CreateCounter(instrument.Name, instrument.Description ?? "");
        meters.EnableMeasurementEvents(instrument, metric);
    }

    /// <summary>All kinds show from the beginning, so that none seems to be missing.</summary>
    private Histogram Histogram(Instrument instrument)
    {
        IReadOnlyList<string> actions = instrument.Name.Contains("_container_actions_", StringComparison.Ordinal) ? EngineMeters.MeasuredContainerActions
            : instrument.Name.Contains("_network_actions_", StringComparison.Ordinal) ? EngineMeters.MeasuredNetworkActions
            : [];
        var histogram = factory.CreateHistogram(instrument.Name, instrument.Description ?? "", actions.Count > 0 ? [EngineMeters.Action] : [], Seconds);
        foreach (var action in actions)
            _ = histogram.WithLabels(action);
        return histogram;
    }

    private static string[] Labels(ReadOnlySpan<KeyValuePair<string, object?>> tags) => tags.Length > 0 ? [(string)tags[0].Value!] : [];

    private void Describe(IHost host)
    {
        var facts = host.Facts;
        factory.CreateGauge("engine_daemon_engine_cpus_cpus", "The number of cpus that the host system of the engine has").Set(facts.Cpus);
        factory.CreateGauge("engine_daemon_engine_memory_bytes", "The number of bytes of memory that the host system of the engine has").Set(facts.MemoryBytes);
        factory.CreateGauge(
                "engine_daemon_engine_info", "The information related to the engine and the OS it is running on",
                ["version", "commit", "architecture", "graphdriver", "kernel", "os", "os_type", "os_version", "daemon_id"])
            .WithLabels(
                SystemRoutes.EngineVersion, SystemRoutes.Own, facts.Architecture, "overlay2", facts.KernelVersion, facts.OperatingSystem, "linux", facts.OsVersion, host.Id)
            .Set(1);
    }
}
