using System.Net;
using System.Net.Http.Headers;

using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Registry.Errors;
using Gantry.Registry.Uploads;

namespace Gantry.Registry;

public sealed partial class Repository
{
    /// <summary>Whether the registry has a blob in this repository.</summary>
    /// <param name="digest">The blob.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task<bool> HasAsync(Digest digest, CancellationToken cancellation)
    {
        try
        {
            using var answer = await RepeatAsync(() => SendAsync(() => new HttpRequestMessage(HttpMethod.Head, At($"blobs/{digest}")), cancellation), cancellation);
            return true;
        }
        catch (RegistryException e) when (e.Status == HttpStatusCode.NotFound)
        {
            return false;
        }
    }

    /// <summary>Begins to put a blob into this repository; ends at once where the registry can take it from another of its repositories.</summary>
    /// <param name="mount">The blob and the path of the other repository; null where there is none.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>Where the bytes go; null where none need to.</returns>
    public async Task<UploadSession?> BeginAsync((Digest Blob, string From)? mount, CancellationToken cancellation)
    {
        var query = mount is { } m ? $"?mount={Uri.EscapeDataString(m.Blob.Value)}&from={Uri.EscapeDataString(m.From)}" : "";
        // Who may not read the other repository is refused a token for it by some registries: then the bytes are sent.
        var scope = mount is { } other ? $"repository:{other.From}:pull {Scope}" : Scope;
        try
        {
            using var answer = await RepeatAsync(() => SendAsync(() => new HttpRequestMessage(HttpMethod.Post, At($"blobs/uploads/{query}")) { Content = Nothing() }, cancellation, scope), cancellation);
            return answer.StatusCode == HttpStatusCode.Created ? null : new UploadSession(LocationOf(answer));
        }
        catch (RegistryException e) when (mount is not null && e.Status is HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden)
        {
            return await BeginAsync(null, cancellation);
        }
    }

    /// <summary>Sends a blob whose digest and size are known, in one request.</summary>
    /// <param name="session">Where it goes.</param>
    /// <param name="blob">The blob.</param>
    /// <param name="open">Opens its bytes; asked again where the registry wants them again.</param>
    /// <param name="progress">Told how many bytes went.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task SendAsync(UploadSession session, Descriptor blob, Func<Stream> open, Action<long> progress, CancellationToken cancellation)
    {
        using var answer = await SendAsync(
            () => new HttpRequestMessage(HttpMethod.Put, session.Finish(blob.Digest)) { Content = Binary(new BlobContent(open, blob.Size, progress)) }, cancellation);
    }

    /// <summary>Sends a blob that is made while it is sent.</summary>
    /// <param name="session">Where it goes.</param>
    /// <param name="write">Writes the blob and returns its digest.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>The digest.</returns>
    public async Task<Digest> SendAsync(UploadSession session, Func<Stream, CancellationToken, Task<Digest>> write, CancellationToken cancellation)
    {
        Digest digest = default;
        async Task Write(Stream to, CancellationToken stop) => digest = await write(to, stop);

        using (var patch = await SendAsync(() => new HttpRequestMessage(HttpMethod.Patch, session.Location) { Content = Binary(new MadeContent(Write)) }, cancellation))
            session = new UploadSession(LocationOf(patch));
        using var put = await SendAsync(() => new HttpRequestMessage(HttpMethod.Put, session.Finish(digest)) { Content = Nothing() }, cancellation);
        return digest;
    }

    /// <summary>Stores a manifest under a tag or its digest.</summary>
    /// <param name="reference">The tag or digest.</param>
    /// <param name="mediaType">What it is.</param>
    /// <param name="content">Its bytes.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task PutManifestAsync(string reference, string mediaType, byte[] content, CancellationToken cancellation)
    {
        using var answer = await RepeatAsync(() => SendAsync(() =>
        {
            var body = new ByteArrayContent(content);
            body.Headers.ContentType = MediaTypeHeaderValue.Parse(mediaType);
            return new HttpRequestMessage(HttpMethod.Put, At($"manifests/{reference}")) { Content = body };
        }, cancellation), cancellation);
    }

    private static ByteArrayContent Nothing() => new([]);

    private static HttpContent Binary(HttpContent content)
    {
        content.Headers.ContentType = new MediaTypeHeaderValue("application/octet-stream");
        return content;
    }

    private Uri LocationOf(HttpResponseMessage answer)
    {
        var location = answer.Headers.Location ?? throw new GantryException(ErrorKind.Internal, $"the registry {_endpoint.Base.Authority} took an upload and did not say where it goes on");
        var target = new Uri(answer.RequestMessage!.RequestUri!, location);
        return target.Scheme is "http" or "https" && !(_endpoint.Base.Scheme == "https" && target.Scheme == "http")
            ? target
            : throw new GantryException(ErrorKind.Internal, $"the registry {_endpoint.Base.Authority} sends an upload to {target.GetLeftPart(UriPartial.Authority)}, which is not encrypted");
    }
}
