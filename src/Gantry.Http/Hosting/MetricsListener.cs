using System.Net;

using Gantry.Oci.Errors;

using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gantry.Http.Hosting;

/// <summary>Serves metrics at <c>/metrics</c> of an address of their own, to whoever reaches it (Prometheus' text format 0.0.4).</summary>
public sealed class MetricsListener : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private readonly Func<Stream, CancellationToken, Task> write;
    private readonly HttpServer server;

    private MetricsListener(Func<Stream, CancellationToken, Task> write, Action<string> report)
    {
        this.write = write;
        server = new HttpServer(report);
    }

    /// <summary>The addresses in use, with the port that was chosen where 0 was asked for.</summary>
    public IReadOnlyList<string> Addresses => server.Addresses;

    /// <summary>Begins to listen.</summary>
    /// <param name="address">Where.</param>
    /// <param name="where">The address, as the user gave it.</param>
    /// <param name="write">Writes the metrics as they are now.</param>
    /// <param name="report">Called with warnings.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="GantryException">Invalid: the address is none of this machine's; Conflict: another program has it.</exception>
    public static async Task<MetricsListener> StartAsync(
        EndPoint address, string where, Func<Stream, CancellationToken, Task> write, Action<string> report, CancellationToken cancellation)
    {
        var metrics = new MetricsListener(write, report);
        try
        {
            metrics.server.Settings.Listen(address);
            await metrics.server.StartAsync(metrics, null, static _ => { }, where, cancellation);
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
        await write(response.Body, context.RequestAborted);
    }

    /// <inheritdoc/>
    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    /// <inheritdoc/>
    public ValueTask DisposeAsync() => server.DisposeAsync();
}
