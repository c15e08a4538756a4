using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

using Gantry.Distribution.Errors;
using Gantry.Distribution.Storage;
using Gantry.Http.Transport;
using Gantry.Oci.Images;

using Microsoft.AspNetCore.Http;

namespace Gantry.Distribution.Routing;

/// <summary>One request and its answer, with what the handlers need of it.</summary>
internal sealed class Exchange(HttpContext http, Route route)
{
    public HttpContext Http { get; } = http;

    public Route Route { get; } = route;

    public HttpRequest Request => Http.Request;

    public HttpResponse Response => Http.Response;

    public string Method => Http.Request.Method;

    /// <summary>Fires when the client is gone.</summary>
    public CancellationToken Gone => Http.RequestAborted;

    /// <summary>The body where it may be long and its length is not told: read past the server's own reader.</summary>
    public Stream? ChunkedBody =>
        Request.Headers.TransferEncoding == "chunked" && Request.Headers.Expect.Count == 0 && Http.Features.Get<ISocketConnection>() is { } connection
            ? new ChunkedBodyStream(connection.Input)
            : null;

    public string? Query(string name) => Request.Query.TryGetValue(name, out var found) ? found[0] : null;

    /// <summary>Reads a digest the client gave.</summary>
    /// <exception cref="DistributionException">It is none, or of an algorithm the registry does not use.</exception>
    public static Digest Digest(string text) => Oci.Images.Digest.TryParse(text, out var digest) && BlobStore.Algorithms.Contains(digest.Algorithm)
        ? digest
        : throw Refusals.DigestInvalid($"{text} is no digest");

    /// <summary>Answers without a body.</summary>
    public Task Status(int status)
    {
        Response.StatusCode = status;
        if (status is not (StatusCodes.Status204NoContent or StatusCodes.Status304NotModified))
            Response.ContentLength = 0;
        return Task.CompletedTask;
    }

    public Task Json<T>(T value, JsonTypeInfo<T> type, string mediaType = "application/json", int status = StatusCodes.Status200OK) =>
        Bytes(JsonSerializer.SerializeToUtf8Bytes(value, type), mediaType, status);

    public async Task Bytes(ReadOnlyMemory<byte> body, string mediaType, int status = StatusCodes.Status200OK)
    {
        Response.StatusCode = status;
        Response.ContentType = mediaType;
        Response.ContentLength = body.Length;
        if (!HttpMethods.IsHead(Method))
            await Response.BodyWriter.WriteAsync(body, Gone);
    }
}
