using System.Diagnostics;
using System.Globalization;

using Gantry.Distribution.Collection;
using Gantry.Distribution.Routing;

using Microsoft.AspNetCore.Http;

using Prometheus;

namespace Gantry.Distribution.Metrics;

/// <summary>What a registry counts and times, for Prometheus.</summary>
internal sealed class RegistryMetrics
{
    /// <summary>Upper bounds in seconds: from a look whether a blob is here to a large layer over a slow line.</summary>
    private static readonly double[] Seconds = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 60];

    private readonly CollectorRegistry registry = Prometheus.Metrics.NewCustomRegistry();
    private readonly Counter requests;
    private readonly Histogram duration;
    private readonly Gauge underway;
    private readonly Counter received;
    private readonly Counter sent;
    private readonly Counter collections;
    private readonly Counter removedContents;
    private readonly Counter removedBytes;
    private readonly Counter cached;
    private readonly Counter fetched;

    /// <param name="openUploads">Tells how many uploads somebody works on.</param>
    public RegistryMetrics(Func<int> openUploads)
    {
        var factory = Prometheus.Metrics.WithCustomRegistry(registry);
        DotNetStats.Register(registry);
        requests = factory.CreateCounter("gantry_registry_requests_total", "Requests that were answered", ["route", "method", "status"]);
        duration = factory.CreateHistogram("gantry_registry_request_seconds", "How long requests took, from their head to the last byte of the answer", ["route", "method"], new HistogramConfiguration { Buckets = Seconds });
        underway = factory.CreateGauge("gantry_registry_requests_underway", "Requests that are being answered");
        received = factory.CreateCounter("gantry_registry_received_bytes_total", "Bytes of blobs that came in");
        sent = factory.CreateCounter("gantry_registry_sent_bytes_total", "Bytes of blobs that went out");
        collections = factory.CreateCounter("gantry_registry_collections_total", "Collections of unneeded content that have ended");
        removedContents = factory.CreateCounter("gantry_registry_collected_contents_total", "Pieces of content that collections removed");
        removedBytes = factory.CreateCounter("gantry_registry_collected_bytes_total", "Bytes that collections removed");
        cached = factory.CreateCounter("gantry_registry_cache_requests_total", "Requests for content of the registry this one is a cache of", ["kind", "result"]);
        fetched = factory.CreateCounter("gantry_registry_cache_fetched_bytes_total", "Bytes of blobs fetched from the registry this one is a cache of");
        var uploads = factory.CreateGauge("gantry_registry_uploads_open", "Uploads that have begun and not ended");
        var memory = factory.CreateGauge("process_resident_memory_bytes", "Resident memory size in bytes");
        var descriptors = factory.CreateGauge("process_open_fds", "Number of open file descriptors");
        registry.AddBeforeCollectCallback(() =>
        {
            uploads.Set(openUploads());
            memory.Set(Environment.WorkingSet);
            descriptors.Set(Directory.GetFileSystemEntries("/proc/self/fd").Length);
        });
    }

    /// <summary>Notes that a request has come.</summary>
    /// <returns>When, for <see cref="Ended"/>.</returns>
    public long Began()
    {
        underway.Inc();
        return Stopwatch.GetTimestamp();
    }

    /// <summary>Notes that a request was answered.</summary>
    public void Ended(HttpContext context, RouteKind? route, long begun)
    {
        underway.Dec();
        var (kind, method) = (route?.ToString().ToLowerInvariant() ?? "other", Method(context.Request.Method));
        requests.WithLabels(kind, method, context.Response.StatusCode.ToString(CultureInfo.InvariantCulture)).Inc();
        duration.WithLabels(kind, method).Observe(Stopwatch.GetElapsedTime(begun).TotalSeconds);
    }

    /// <summary>Bytes of a blob came in.</summary>
    public void Received(long bytes) => received.Inc(bytes);

    /// <summary>Bytes of a blob went out.</summary>
    public void Sent(long bytes) => sent.Inc(bytes);

    /// <summary>A collection has ended.</summary>
    public void Collected(Collected what)
    {
        collections.Inc();
        removedContents.Inc(what.Contents);
        removedBytes.Inc(what.Bytes);
    }

    /// <summary>Somebody wanted what a cache is for.</summary>
    /// <param name="kind">"manifest" or "blob".</param>
    /// <param name="result">"hit": it was here; "miss": it was fetched; "stale": it was here, and the upstream could not be asked whether it still holds.</param>
    public void Cached(string kind, string result) => cached.WithLabels(kind, result).Inc();

    /// <summary>Bytes of a blob came from upstream.</summary>
    public void Fetched(long bytes) => fetched.Inc(bytes);

    /// <summary>Writes all of it in Prometheus' text format 0.0.4.</summary>
    public Task WriteAsync(Stream to, CancellationToken cancellation) => registry.CollectAndExportAsTextAsync(to, cancellation);

    /// <summary>A client may invent methods; each would be a series of its own.</summary>
    private static string Method(string method) => method is "GET" or "HEAD" or "PUT" or "POST" or "PATCH" or "DELETE" ? method : "other";
}
