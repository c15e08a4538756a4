using Gantry.Distribution.Auth;
using Gantry.Distribution.Blobs;
using Gantry.Distribution.Collection;
using Gantry.Distribution.Errors;
using Gantry.Distribution.Json;
using Gantry.Distribution.Listing;
using Gantry.Distribution.Manifests;
using Gantry.Distribution.Metrics;
using Gantry.Distribution.Page;
using Gantry.Distribution.Routing;
using Gantry.Distribution.Storage;
using Gantry.Distribution.Storage.Local;
using Gantry.Distribution.Storage.S3;
using Gantry.Distribution.Upstream;
using Gantry.Distribution.Uploads;
using Gantry.Http.Hosting;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;

using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace Gantry.Distribution.Hosting;

/// <summary>A registry: the OCI distribution specification over HTTP.</summary>
public sealed class DistributionServer : IHttpApplication<HttpContext>, IAsyncDisposable
{
    private readonly DistributionOptions options;
    private readonly RegistryStore store;
    private readonly UploadTable uploads;
    private readonly BlobHandler blobs;
    private readonly UploadHandler uploading;
    private readonly ManifestHandler manifests;
    private readonly ListHandler lists;
    private readonly IdleMemory memory = new(TimeProvider.System);
    private readonly PasswordFile? passwords;
    private readonly TokenCheck? tokens;
    private readonly Collector collector;
    private readonly RegistryMetrics metrics;
    private readonly PullThroughCache? cache;
    private readonly HttpServer server;
    private MetricsListener? metricsListener;

    /// <summary>Opens the files of a registry, or makes them.</summary>
    /// <param name="options">The settings.</param>
    public DistributionServer(DistributionOptions options)
    {
        this.options = options;
        server = new HttpServer(options.Report);
        passwords = options.PasswordFile is { } path ? new PasswordFile(path) : null;
        tokens = options.Tokens is { } issuer ? new TokenCheck(issuer, TimeProvider.System) : null;
        store = new RegistryStore(Place(options));
        uploads = new UploadTable(store, TimeProvider.System);
        metrics = new RegistryMetrics(() => uploads.Count);
        cache = options.Upstream is { } upstream ? new PullThroughCache(store, new UpstreamRegistry(upstream, TimeProvider.System), metrics, options.Report) : null;
        blobs = new BlobHandler(store, metrics, cache);
        uploading = new UploadHandler(store, uploads, metrics);
        manifests = new ManifestHandler(store, cache);
        lists = new ListHandler(store, cache);
        collector = new Collector(store, uploads);
    }

    /// <summary>The addresses in use, <c>http://127.0.0.1:5000</c>, with the port that was chosen where 0 was asked for.</summary>
    public IReadOnlyList<string> Addresses =>
        [.. server.Addresses.Select(address => options.Tls is null ? address : address.Replace("http://", "https://", StringComparison.Ordinal))];

    /// <summary>Where the metrics are; empty where nobody asked for them.</summary>
    public IReadOnlyList<string> MetricsAddresses => metricsListener?.Addresses ?? [];

    /// <summary>Begins to listen.</summary>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="GantryException">Conflict: another program has the address; Invalid: it is none of this machine's.</exception>
    /// <exception cref="IOException">The bucket cannot be reached or written.</exception>
    public async Task StartAsync(CancellationToken cancellation)
    {
        await store.OpenAsync(cancellation);
        var tls = options.Tls is { } files ? TlsIdentity.Load(files) : null;
        foreach (var address in options.Addresses)
            server.Settings.Listen(address, listen => listen.Protocols = HttpProtocols.Http1);
        if (options.MetricsAddress is { } at)
            metricsListener = await MetricsListener.StartAsync(at, at.ToString(), metrics.WriteAsync, options.Report, cancellation);
        await server.StartAsync(this, tls, static _ => { }, string.Join(", ", options.Addresses), cancellation);
    }

    /// <summary>Removes what no manifest needs and nobody has asked for lately, while everything goes on.</summary>
    /// <exception cref="IOException">The disk or the object store fails.</exception>
    public async Task<Collected> CollectAsync()
    {
        // Somebody else may write there, and know more.
        if (options.ReadOnly)
            return new Collected(0, 0, 0);
        var collected = await collector.RunAsync(TimeProvider.System.GetUtcNow(), options.BlobPatience, options.UploadPatience, options.Upstream?.Keep);
        metrics.Collected(collected);
        return collected;
    }

    /// <inheritdoc/>
    public HttpContext CreateContext(IFeatureCollection contextFeatures) => new DefaultHttpContext(contextFeatures);

    /// <inheritdoc/>
    public async Task ProcessRequestAsync(HttpContext context)
    {
        context.Response.Headers["Docker-Distribution-Api-Version"] = "registry/2.0";
        context.Response.Headers.XContentTypeOptions = "nosniff";
        var begun = metrics.Began();
        RouteKind? route = null;
        try
        {
            await Admit(context, ref route);
        }
        catch (Exception fault) when (context.RequestAborted.IsCancellationRequested || fault is OperationCanceledException)
        {
            // The client has left, or has come back on another connection.
            context.Abort();
        }
        catch (Exception fault)
        {
            await Answer(context, Refusal(fault));
        }
        finally
        {
            metrics.Ended(context, route, begun);
            memory.Worked();
        }
    }

    /// <inheritdoc/>
    public void DisposeContext(HttpContext context, Exception? exception)
    {
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        memory.Dispose();
        await server.DisposeAsync();
        if (metricsListener is not null)
            await metricsListener.DisposeAsync();
        cache?.Dispose();
        uploads.Dispose();
        collector.Dispose();
        await store.DisposeAsync();
    }

    /// <summary>A mirror of a bucket lies apart, so that nobody takes it for a registry's own files.</summary>
    private static IStoragePlace Place(DistributionOptions options) => options.Bucket is { } bucket
        ? new S3Place(bucket, Path.Combine(Path.GetFullPath(options.Root), "s3"), options.ReadOnly, options.Report)
        : new LocalPlace(Path.GetFullPath(options.Root), options.ReadOnly);

    private Task Admit(HttpContext context, ref RouteKind? route)
    {
        var request = context.Request;
        if (request.Path == "/healthz")
            return new Exchange(context, default).Bytes("ok\n"u8.ToArray(), "text/plain");
        if (passwords is not null && !IsKnown(request, passwords))
        {
            context.Response.Headers.WWWAuthenticate = "Basic realm=\"gantry registry\"";
            throw Refusals.Unauthorized();
        }

        if (RegistryPage.TryAnswer(context) is { } page)
            return page;
        var exchange = new Exchange(context, Route.Parse(request.Path.Value ?? "/"));
        route = exchange.Route.Kind;
        if (tokens is not null)
            CheckRights(exchange, tokens);
        if (request.Method is not ("GET" or "HEAD") && (options.ReadOnly || cache is not null))
            throw cache is null ? Refusals.ReadOnly() : Refusals.CacheOnly();
        return Dispatch(exchange);
    }

    private static bool IsKnown(HttpRequest request, PasswordFile passwords) =>
        BasicCredentials.TryRead(request.Headers.Authorization, out var login) && passwords.Accepts(login.User, login.Password);

    private static void CheckRights(Exchange exchange, TokenCheck tokens)
    {
        var needed = AccessClaim.NeededBy(exchange);
        var granted = tokens.Granted(exchange.Request.Headers.Authorization);
        if (granted is not null && needed.All(right => right.IsGrantedBy(granted)))
            return;
        var error = granted is not null ? "insufficient_scope" : exchange.Request.Headers.Authorization.Count > 0 ? "invalid_token" : "";
        exchange.Response.Headers.WWWAuthenticate = tokens.Challenge(needed, error);
        throw Refusals.Unauthorized();
    }

    private Task Dispatch(Exchange exchange) => exchange.Route.Kind switch
    {
        RouteKind.Base => exchange.Bytes("{}"u8.ToArray(), "application/json"),
        RouteKind.Catalog => lists.Catalog(exchange),
        RouteKind.Tags => lists.Tags(exchange),
        RouteKind.Referrers => lists.Referrers(exchange),
        RouteKind.Manifest => manifests.Handle(exchange),
        RouteKind.Blob => blobs.Handle(exchange),
        RouteKind.Uploads => uploading.Begin(exchange),
        RouteKind.Upload => uploading.Continue(exchange),
        _ => throw Refusals.PageNotFound(),
    };

    private DistributionException Refusal(Exception fault)
    {
        switch (fault)
        {
            case DistributionException refusal:
                return refusal;
            case Microsoft.AspNetCore.Http.BadHttpRequestException bad:
                return new DistributionException(bad.StatusCode, "UNKNOWN", bad.Message);
            case GantryException { Kind: ErrorKind.Invalid }:
                return Refusals.UploadInvalid(fault.Message);
            case S3Exception:
                options.Report(fault.Message);
                return Refusals.StoreUnavailable(fault.Message);
            case IOException disk when DiskFaults.IsFull(disk):
                return Refusals.DiskFull();
            default:
                options.Report(fault.ToString());
                return Refusals.Internal(fault is KernelException or IOException ? fault.Message : "see the registry's log");
        }
    }

    private static async Task Answer(HttpContext context, DistributionException refusal)
    {
        if (context.Response.HasStarted)
        {
            // Too late for a status: a cut connection tells the client that the answer is not whole.
            context.Abort();
            return;
        }

        var body = new ErrorList([new ErrorEntry(refusal.Code, refusal.Message, refusal.Detail)]);
        await new Exchange(context, default).Json(body, DistributionJson.Default.ErrorList, status: refusal.Status);
    }
}
