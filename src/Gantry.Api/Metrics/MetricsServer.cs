using Gantry.Api.Hosting;
using Gantry.Engine.Containers;
using Gantry.Engine.Host;
using Gantry.Http.Hosting;

using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gantry.Api.Metrics;

/// <summary>Serves the engine's metrics at <c>/metrics</c>, to whoever reaches the address.</summary>
public sealed class MetricsServer : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private readonly EngineMetrics metrics;
    private readonly HttpServer server;

    private MetricsServer(IContainers containers, IHost host, Action<string> report)
    {
        metrics = new EngineMetrics(containers, host);
        server = new HttpServer(report);
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
        var metrics = new MetricsServer(containers, host, report);
        try
        {
            metrics.server.Settings.Listen(ListenAddress.Parse("tcp://" + address, encrypted: false));
            await metrics.server.StartAsync(metrics, null, static _ => { }, address, cancellation);
            return metrics;
        }
        catch
        {
            await metrics.DisposeAsync();
            throw;
        }
    }

    /// <inheritdoc/>
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    /// <inheritdoc/>
    public async Task ProcessRequestAsync(HttpContext context)
    {
        var response = context.Response;
        if (context.Request.Path != "/metrics")
        {
            response.StatusCode = StatusCodes.Status404NotFound;
            await response.WriteAsync("404 page not found\n");
            return;
        }

        response.ContentType = "text/plain; version=0.0.4; charset=utf-8";
        await metrics.WriteAsync(response.Body, context.RequestAborted);
    }

    /// <inheritdoc/>
    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await server.DisposeAsync();
        metrics.Dispose();
    }
}
