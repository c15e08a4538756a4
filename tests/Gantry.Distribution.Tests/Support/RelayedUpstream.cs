using System.Collections.Concurrent;
using System.Net;

using Gantry.Distribution.Hosting;
using Gantry.Http.Hosting;

using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Gantry.Distribution.Tests.Support;

/// <summary>A registry in this process that notes what it is asked, and whose answers a test can hold up, change or cut.</summary>
public sealed class RelayedUpstream : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private readonly DistributionServer registry;
    private readonly HttpServer relay = new(_ => { });

    public RelayedUpstream(DistributionOptions options) => registry = new DistributionServer(options);

    /// <summary>What it was asked: <c>GET /v2/…</c>.</summary>
    public ConcurrentQueue<string> Requests { get; } = new();

    /// <summary>Comes before an answer; true where it has answered itself.</summary>
    public Func<HttpContext, Task<bool>> Before { get; set; } = _ => Task.FromResult(false);

    public Uri Address { get; private set; } = null!;

    public async Task StartAsync()
    {
        relay.Settings.Listen(new IPEndPoint(IPAddress.Loopback, Address?.Port ?? 0));
        await relay.StartAsync(this, null, _ => { }, "the test", CancellationToken.None);
        Address = new Uri(relay.Addresses[0]);
    }

    /// <summary>Is no longer to be reached.</summary>
    public async Task GoAway() => await relay.DisposeAsync();

    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    public async Task ProcessRequestAsync(HttpContext context)
    {
        Requests.Enqueue($"{context.Request.Method} {context.Request.Path}");
        if (!await Before(context))
            await registry.ProcessRequestAsync(context);
    }

    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    public async ValueTask DisposeAsync()
    {
        await relay.DisposeAsync();
        await registry.DisposeAsync();
    }
}
