using System.Buffers;

using Gantry.Distribution.Errors;
using Gantry.Distribution.Metrics;
using Gantry.Distribution.Routing;
using Gantry.Distribution.Storage;
using Gantry.Oci.Images;

using Microsoft.AspNetCore.Http;

namespace Gantry.Distribution.Uploads;

/// <summary>
/// How blobs come in.
/// <code>
/// POST …/uploads/?digest=D  + body           201   all at once
/// POST …/uploads/                            202   then PUT ?digest=D + body             201
///                                                  or PATCH + chunk, PATCH + chunk, PUT  201
/// POST …/uploads/?mount=D&amp;from=OTHER         201   the other repository has it; else 202 as above
/// </code>
/// </summary>
internal sealed class UploadHandler(RegistryStore store, UploadTable uploads, RegistryMetrics metrics)
{
    private const int BufferSize = 64 << 10;

    /// <summary><c>/v2/NAME/blobs/uploads/</c></summary>
    public async Task Begin(Exchange exchange)
    {
        if (!HttpMethods.IsPost(exchange.Method))
            throw Refusals.MethodNotAllowed();
        var repository = store.Repository(exchange.Route.Name);
        if (exchange.Query("mount") is { } mount && exchange.Query("from") is { } from && await MountAsync(repository, from, Exchange.Digest(mount)))
        {
            await Created(exchange, Exchange.Digest(mount));
            return;
        }

        Digest? whole = exchange.Query("digest") is { } text ? Exchange.Digest(text) : null;
        var algorithm = whole?.Algorithm ?? exchange.Query("digest-algorithm") ?? "sha256";
        if (!BlobStore.Algorithms.Contains(algorithm))
            throw Refusals.DigestInvalid($"unsupported digest algorithm {algorithm}");
        var (id, hold) = await uploads.BeginAsync(repository, algorithm, exchange.Gone);
        using (hold)
        {
            if (whole is not { } digest)
            {
                await Progress(exchange, id, hold.Session, StatusCodes.Status202Accepted);
                return;
            }

            try
            {
                await ReceiveAsync(exchange, hold);
            }
            catch
            {
                // The client was never told the id: nobody can take this up again.
                uploads.Discard(repository, id);
                throw;
            }

            await uploads.CompleteAsync(repository, id, hold, digest);
            await Created(exchange, digest);
        }
    }

    /// <summary><c>/v2/NAME/blobs/uploads/ID</c></summary>
    public async Task Continue(Exchange exchange)
    {
        var (repository, id) = (store.Repository(exchange.Route.Name), exchange.Route.Argument);
        using var hold = await uploads.HoldAsync(repository, id, exchange.Gone);
        switch (exchange.Method)
        {
            case "GET" or "HEAD":
                await Progress(exchange, id, hold.Session, StatusCodes.Status204NoContent);
                break;
            case "PATCH":
                await TakeChunk(exchange, id, hold);
                await Progress(exchange, id, hold.Session, StatusCodes.Status202Accepted);
                break;
            case "PUT":
                var digest = Exchange.Digest(exchange.Query("digest") ?? "");
                await TakeChunk(exchange, id, hold);
                await uploads.CompleteAsync(repository, id, hold, digest);
                await Created(exchange, digest);
                break;
            case "DELETE":
                uploads.Discard(repository, id);
                await exchange.Status(StatusCodes.Status204NoContent);
                break;
            default:
                throw Refusals.MethodNotAllowed();
        }
    }

    private async Task<bool> MountAsync(Repository repository, string from, Digest digest)
    {
        if (!Route.IsName(from))
            throw Refusals.NameInvalid(from);
        using var needed = store.Gate.Need(digest);
        if (!store.Repository(from).HasBlob(digest) || store.Blobs.Size(digest) is null)
            return false;
        await repository.AddBlobAsync(digest);
        return true;
    }

    private async Task TakeChunk(Exchange exchange, string id, UploadHold hold)
    {
        try
        {
            ContentRange.Check(exchange.Request, hold.Session.Length);
        }
        catch (DistributionException)
        {
            // Where to go on is said beside what was wrong.
            Announce(exchange, id, hold.Session);
            throw;
        }

        await ReceiveAsync(exchange, hold);
    }

    private async Task ReceiveAsync(Exchange exchange, UploadHold hold)
    {
        var before = hold.Session.Length;
        try
        {
            await AppendAsync(exchange, hold);
        }
        finally
        {
            metrics.Received(hold.Session.Length - before);
        }
    }

    private static async Task AppendAsync(Exchange exchange, UploadHold hold)
    {
        if (exchange.ChunkedBody is { } body)
        {
            await using (body)
            {
                var buffer = ArrayPool<byte>.Shared.Rent(BufferSize);
                try
                {
                    while (await body.ReadAsync(buffer, hold.Token) is > 0 and var count)
                        hold.Session.Append(buffer.AsSpan(0, count));
                }
                finally
                {
                    ArrayPool<byte>.Shared.Return(buffer);
                }
            }

            return;
        }

        var reader = exchange.Request.BodyReader;
        while (true)
        {
            var read = await reader.ReadAsync(hold.Token);
            foreach (var piece in read.Buffer)
                hold.Session.Append(piece.Span);
            reader.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted)
                return;
        }
    }

    private static Task Progress(Exchange exchange, string id, UploadSession session, int status)
    {
        Announce(exchange, id, session);
        return exchange.Status(status);
    }

    private static void Announce(Exchange exchange, string id, UploadSession session)
    {
        var headers = exchange.Response.Headers;
        headers.Location = $"/v2/{exchange.Route.Name}/blobs/uploads/{id}";
        headers.Range = $"0-{Math.Max(0, session.Length - 1)}";
        headers["Docker-Upload-Uuid"] = id;
    }

    private static Task Created(Exchange exchange, Digest digest)
    {
        exchange.Response.Headers.Location = $"/v2/{exchange.Route.Name}/blobs/{digest}";
        exchange.Response.Headers["Docker-Content-Digest"] = digest.Value;
        return exchange.Status(StatusCodes.Status201Created);
    }
}
