using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;

using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Registry.Auth;
using Gantry.Registry.Endpoints;
using Gantry.Registry.Errors;
using Gantry.Registry.Transport;

namespace Gantry.Registry;

/// <summary>One repository at one address of its registry.</summary>
public sealed partial class Repository
{
    private const int DocumentLimit = 4 << 20;

    private static readonly string[] ManifestTypes =
        [MediaTypes.OciManifest, MediaTypes.OciIndex, MediaTypes.DockerManifest, MediaTypes.DockerList, "application/vnd.docker.distribution.manifest.v1+prettyjws;q=0.1"];

    private readonly RegistryTransport _transport;
    private readonly RegistryEndpoint _endpoint;
    private readonly string _path;
    private readonly Authorizer _authorizer;
    private readonly RegistryOptions _options;

    internal Repository(RegistryTransport transport, RegistryEndpoint endpoint, string path, Authorizer authorizer, RegistryOptions options)
    {
        (_transport, _endpoint, _path, _authorizer, _options) = (transport, endpoint, path, authorizer, options);
        Scope = $"repository:{path}:pull";
    }

    /// <summary>What the tokens of this repository are for.</summary>
    internal string Scope { get; set; }

    /// <summary>Fetches a manifest or an index by tag or digest, and verifies it where the digest was asked for.</summary>
    /// <param name="reference">A tag or a digest.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="GantryException">The registry's refusal; Invalid: it is not what was asked for.</exception>
    public async Task<FetchedManifest> ManifestAsync(string reference, CancellationToken cancellation)
    {
        using var answer = await GetAsync($"manifests/{reference}", request =>
        {
            foreach (var type in ManifestTypes) request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(type));
        }, cancellation);
        var body = await BoundedBody.ReadAsync(answer.Content, DocumentLimit, "the manifest", cancellation);
        var digest = Digest.Of(body);
        if (Digest.TryParse(reference, out var asked))
        {
            if (asked.Algorithm == "sha256" && asked != digest) throw new GantryException(ErrorKind.Invalid, $"manifest verification failed for digest {asked}");
            digest = asked;
        }

        return new FetchedManifest(new Descriptor { MediaType = TypeOf(answer, body), Digest = digest, Size = body.Length }, body);
    }

    /// <summary>Fetches a small blob, such as an image's configuration, and verifies it.</summary>
    /// <param name="descriptor">The blob.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task<byte[]> DocumentAsync(Descriptor descriptor, CancellationToken cancellation)
    {
        using var answer = await GetAsync($"blobs/{descriptor.Digest}", null, cancellation);
        var body = await BoundedBody.ReadAsync(answer.Content, DocumentLimit, $"the blob {descriptor.Digest}", cancellation);
        return Digest.Of(body) == descriptor.Digest
            ? body
            : throw new GantryException(ErrorKind.Invalid, $"image config verification failed for digest {descriptor.Digest}");
    }

    /// <summary>All tags, page by page.</summary>
    /// <param name="cancellation">Stops.</param>
    public async Task<IReadOnlyList<string>> TagsAsync(CancellationToken cancellation)
    {
        const int pageLimit = 10_000;
        var tags = new List<string>();
        Uri? next = new(_endpoint.Base, $"v2/{_path}/tags/list");
        for (var pages = 0; next is not null && pages < pageLimit; pages++)
        {
            var page = next;
            using var answer = await RepeatAsync(() => SendAsync(() => new HttpRequestMessage(HttpMethod.Get, page), cancellation), cancellation);
            using var json = JsonDocument.Parse(await BoundedBody.ReadAsync(answer.Content, DocumentLimit, "the list of tags", cancellation));
            if (json.RootElement.TryGetProperty("tags", out var list) && list.ValueKind == JsonValueKind.Array)
                tags.AddRange(list.EnumerateArray().Where(t => t.ValueKind == JsonValueKind.String).Select(t => t.GetString()!));
            next = answer.Headers.TryGetValues("Link", out var links) && links.First() is var link && link.IndexOf('>', StringComparison.Ordinal) is > 1 and var end
                ? new Uri(page, link[1..end])
                : null;
            // Only the registry itself may say where it goes on: the next request carries the credentials.
            if (next is not null && next.Authority != _endpoint.Base.Authority) next = null;
        }

        return tags;
    }

    /// <summary>A blob as a stream that takes itself up where a connection broke off.</summary>
    /// <param name="descriptor">The blob.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task<Stream> BlobAsync(Descriptor descriptor, CancellationToken cancellation)
    {
        var blob = new BlobStream(this, descriptor, _options);
        await blob.OpenAsync(cancellation);
        return blob;
    }

    /// <summary>Asks for a blob from a byte on.</summary>
    internal Task<HttpResponseMessage> OpenBlobAsync(Digest digest, long from, CancellationToken cancellation) => SendAsync(() =>
    {
        var request = new HttpRequestMessage(HttpMethod.Get, At($"blobs/{digest}"));
        if (from > 0) request.Headers.Range = new RangeHeaderValue(from, null);
        return request;
    }, cancellation);

    /// <summary>Learns whether the registry is there and what it wants.</summary>
    internal async Task PingAsync(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_endpoint.Base, "v2/"));
        using var answer = await _transport.SendAsync(request, _endpoint.IsVerified, cancellation);
        if (answer.StatusCode == HttpStatusCode.Unauthorized) _authorizer.Learn(answer, Scope, null);
    }

    private Uri At(string path) => new(_endpoint.Base, $"v2/{_path}/{path}");

    private Task<HttpResponseMessage> GetAsync(string path, Action<HttpRequestMessage>? prepare, CancellationToken cancellation) => RepeatAsync(() => SendAsync(() =>
    {
        var request = new HttpRequestMessage(HttpMethod.Get, At(path));
        prepare?.Invoke(request);
        return request;
    }, cancellation), cancellation);

    /// <summary>Sends a request with what the registry wants to see; once more when it wants something else.</summary>
    private async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> make, CancellationToken cancellation)
    {
        for (var attempt = 0; ; attempt++)
        {
            var shown = await _authorizer.HeaderAsync(Scope, cancellation);
            using var request = make();
            request.Headers.Authorization = shown;
            var answer = await _transport.SendAsync(request, _endpoint.IsVerified, cancellation);
            if (answer.IsSuccessStatusCode) return answer;
            using (answer)
            {
                var isRefused = answer.StatusCode == HttpStatusCode.Unauthorized;
                if (isRefused && attempt == 0 && _authorizer.Learn(answer, Scope, shown)) continue;
                if (isRefused && shown is null && answer.Headers.WwwAuthenticate.Any(w => w.Scheme.Equals("basic", StringComparison.OrdinalIgnoreCase)))
                    throw new GantryException(ErrorKind.Internal, $"{request.Method.Method[..1]}{request.Method.Method[1..].ToLowerInvariant()} \"{request.RequestUri}\": no basic auth credentials");
                throw await RegistryFaults.OfAsync(answer, cancellation);
            }
        }
    }

    /// <summary>Repeats what may go better a little later.</summary>
    private async Task<T> RepeatAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            TimeSpan? wait = null;
            try
            {
                return await work();
            }
            catch (RegistryException e) when (e.IsPassing && attempt < _options.MaxAttempts && e.Wait is null or { TotalSeconds: < 60 })
            {
                wait = e.Wait;
            }
            catch (ConnectionException) when (attempt < _options.MaxAttempts)
            {
            }

            await Backoff.WaitAsync(_options, attempt, wait, cancellation);
        }
    }

    private static string TypeOf(HttpResponseMessage answer, byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException("it is no object");
            if (json.RootElement.TryGetProperty("mediaType", out var type) && type.ValueKind == JsonValueKind.String) return type.GetString()!;
        }
        catch (JsonException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"invalid manifest: {e.Message}", e);
        }

        return answer.Content.Headers.ContentType?.MediaType ?? "";
    }
}
