using Gantry.Distribution.Errors;
using Gantry.Distribution.Routing;
using Gantry.Distribution.Storage;
using Gantry.Oci.Images;

using Microsoft.AspNetCore.Http;
using Microsoft.Win32.SafeHandles;

namespace Gantry.Distribution.Blobs;

/// <summary><c>/v2/NAME/blobs/DIGEST</c>: gives blobs out, whole and in part, and takes them out of a repository.</summary>
internal sealed class BlobHandler(RegistryStore store)
{
    private const int PieceSize = 128 << 10;

    public async Task Handle(Exchange exchange)
    {
        var digest = Exchange.Digest(exchange.Route.Argument);
        var repository = store.Repository(exchange.Route.Name);
        switch (exchange.Method)
        {
            case "GET" or "HEAD":
                if (!(HttpMethods.IsHead(exchange.Method) ? IsHereToStay(repository, digest) : repository.HasBlob(digest)) || !store.Blobs.TryOpen(digest, out var file))
                    throw Refusals.BlobUnknown(digest.Value);
                using (file)
                {
                    exchange.Response.Headers["Docker-Content-Digest"] = digest.Value;
                    await Send(exchange, file, $"\"{digest}\"");
                }

                break;
            case "DELETE":
                if (!store.Gate.Remove(() => repository.RemoveBlob(digest)))
                    throw Refusals.BlobUnknown(digest.Value);
                await exchange.Status(StatusCodes.Status202Accepted);
                break;
            default:
                throw Refusals.MethodNotAllowed();
        }
    }

    /// <summary>Who asks whether a blob is here does not send it, and names it soon.</summary>
    private bool IsHereToStay(Repository repository, Digest digest) => store.Gate.Name(() =>
    {
        if (!repository.HasBlob(digest))
            return false;
        repository.TouchBlob(digest);
        return true;
    });

    private static async Task Send(Exchange exchange, SafeFileHandle file, string tag)
    {
        var (request, response) = (exchange.Request, exchange.Response);
        var size = RandomAccess.GetLength(file);
        response.Headers.AcceptRanges = "bytes";
        response.Headers.ETag = tag;
        response.Headers.CacheControl = "max-age=31536000";
        if (request.Headers.IfNoneMatch == tag)
        {
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

        if (range is { } some)
        {
            response.StatusCode = StatusCodes.Status206PartialContent;
            response.Headers.ContentRange = $"bytes {some.First}-{some.First + some.Length - 1}/{size}";
        }

        var (first, length) = range ?? new ByteRange(0, size);
        response.ContentType = "application/octet-stream";
        response.ContentLength = length;
        if (!HttpMethods.IsHead(request.Method))
            await Copy(file, first, length, exchange);
    }

    private static async Task Copy(SafeFileHandle file, long offset, long left, Exchange exchange)
    {
        var output = exchange.Response.BodyWriter;
        while (left > 0)
        {
            var memory = output.GetMemory((int)Math.Min(left, PieceSize));
            var count = RandomAccess.Read(file, memory.Span[..(int)Math.Min(left, memory.Length)], offset);
            if (count == 0)
                throw new EndOfStreamException("a blob has become shorter while it was read");
            output.Advance(count);
            offset += count;
            left -= count;
            if ((await output.FlushAsync(exchange.Gone)).IsCompleted)
                return;
        }
    }
}
