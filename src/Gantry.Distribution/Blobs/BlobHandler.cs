using Gantry.Distribution.Errors;
using Gantry.Distribution.Metrics;
using Gantry.Distribution.Routing;
using Gantry.Distribution.Storage;
using Gantry.Distribution.Upstream;
using Gantry.Oci.Images;

using Microsoft.AspNetCore.Http;

namespace Gantry.Distribution.Blobs;

/// <summary><c>/v2/NAME/blobs/DIGEST</c>: gives blobs out, whole and in part, and takes them out of a repository.</summary>
/// <param name="store">The files.</param>
/// <param name="metrics">Counts what goes out.</param>
/// <param name="cache">Fetches what is not here; null: nothing does.</param>
internal sealed class BlobHandler(RegistryStore store, RegistryMetrics metrics, PullThroughCache? cache)
{
    private const int PieceSize = 64 << 10;

    public async Task Handle(Exchange exchange)
    {
        var digest = Exchange.Digest(exchange.Route.Argument);
        var repository = store.Repository(exchange.Route.Name);
        switch (exchange.Method)
        {
            case "GET" or "HEAD":
                exchange.Response.Headers["Docker-Content-Digest"] = digest.Value;
                await Give(exchange, repository, digest);
                break;
            case "DELETE":
                if (!await repository.RemoveBlobAsync(digest))
                    throw Refusals.BlobUnknown(digest.Value);
                await exchange.Status(StatusCodes.Status202Accepted);
                break;
            default:
                throw Refusals.MethodNotAllowed();
        }
    }

    private async Task Give(Exchange exchange, Repository repository, Digest digest)
    {
        var isLook = HttpMethods.IsHead(exchange.Method);
        using var here = (isLook ? IsHereToStay(repository, digest) : repository.HasBlob(digest)) ? store.Blobs.Open(digest) : null;
        if (here is not null)
        {
            if (!isLook && cache is not null)
                metrics.Cached("blob", "hit");
            if (!isLook && store.Blobs.AddressOf(digest) is { } elsewhere)
            {
                exchange.Response.Headers.Location = elsewhere.AbsoluteUri;
                await exchange.Status(StatusCodes.Status307TemporaryRedirect);
            }
            else
                await Send(exchange, here, here.Size, digest);
        }
        else if (cache is null)
            throw Refusals.BlobUnknown(digest.Value);
        else if (isLook)
            await Send(exchange, null, await cache.BlobSizeAsync(repository, digest, exchange.Gone), digest);
        else
        {
            using var coming = await cache.BlobAsync(repository, digest, exchange.Gone);
            await Send(exchange, coming, coming.Size, digest);
        }
    }

    /// <summary>Who asks whether a blob is here does not send it, and names it soon.</summary>
    private bool IsHereToStay(Repository repository, Digest digest)
    {
        using var needed = store.Gate.Need(digest);
        if (!repository.HasBlob(digest))
            return false;
        repository.TouchBlob(digest);
        return true;
    }

    /// <param name="exchange">The request.</param>
    /// <param name="blob">The bytes; null where only the head of an answer is asked for.</param>
    /// <param name="size">How many there are.</param>
    /// <param name="digest">What they are.</param>
    private async Task Send(Exchange exchange, BlobReader? blob, long size, Digest digest)
    {
        var (request, response, tag) = (exchange.Request, exchange.Response, $"\"{digest}\"");
        if (request.Headers.IfNoneMatch == tag)
        {
            Describe(response, tag);
            await exchange.Status(StatusCodes.Status304NotModified);
            return;
        }

        // A condition on the part that is not met asks for the whole.
        var wanted = request.Headers.IfRange.Count == 0 || request.Headers.IfRange == tag ? request.Headers.Range.ToString() : null;
        if (!ByteRange.TryRead(wanted, size, out var range))
        {
            response.Headers.ContentRange = $"bytes */{size}";
            throw Refusals.RangeInvalid($"the blob has {size} bytes");
        }

        var (first, length) = range ?? new ByteRange(0, size);
        var isSent = blob is not null && !HttpMethods.IsHead(request.Method);
        if (isSent)
            await blob!.BeginAsync(first, length, exchange.Gone);
        Describe(response, tag);
        if (range is { } some)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {some.First}-{some.First + some.Length - 1}/{size}";
        }

        response.ContentType = "application/octet-stream";
        response.ContentLength = length;
        if (isSent)
            await Copy(blob!, first, length, exchange);
    }

    private static void Describe(HttpResponse response, string tag)
    {
        response.Headers.AcceptRanges = "bytes";
        response.Headers.ETag = tag;
        response.Headers.CacheControl = "max-age=31536000";
    }

    private async Task Copy(BlobReader blob, long offset, long left, Exchange exchange)
    {
        var output = exchange.Response.BodyWriter;
        while (left > 0)
        {
            var memory = output.GetMemory((int)Math.Min(left, PieceSize));
            var count = await blob.ReadAsync(memory[..(int)Math.Min(left, memory.Length)], offset, exchange.Gone);
            output.Advance(count);
            metrics.Sent(count);
            offset += count;
            left -= count;
            if ((await output.FlushAsync(exchange.Gone)).IsCompleted)
                return;
        }
    }
}
