using Gantry.Api.Hosting;
using Gantry.Engine.Containers;
using Gantry.Engine.Host;
using Gantry.Http.Hosting;

namespace Gantry.Api.Metrics;

/// <summary>Serves the engine's metrics at <c>/metrics</c>, to whoever reaches the address.</summary>
public sealed class MetricsServer : IAsyncDisposable
{
    private readonly EngineMetrics metrics;
    private readonly MetricsListener listener;

    private MetricsServer(EngineMetrics metrics, MetricsListener listener)
    {
        this.metrics = metrics;
        this.listener = listener;
    }

    /// <summary>Begins to listen.</summary>
    /// <param name="address"><c>address:port</c>.</param>
    /// <param name="containers">The containers that are counted.</param>
    /// <param name="host">The host that is described.</param>
    /// <param name="report">Called with warnings.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="Oci.Errors.GantryException">Invalid: the address is none; Conflict: another program has it.</exception>
    public static async Task<MetricsServer> StartAsync(string address, IContainers containers, IHost host, Action<string> report, CancellationToken cancellation)
    {
        var metrics = new EngineMetrics(containers, host);
        try
        {
            var parsed = ListenAddress.Parse("tcp://" + address, encrypted: false);
            return new MetricsServer(metrics, await MetricsListener.StartAsync(parsed, address, metrics.WriteAsync, report, cancellation));
        }
        catch
        {
            metrics.Dispose();
            throw;
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await listener.DisposeAsync();
        metrics.Dispose();
    }
}
