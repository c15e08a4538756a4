using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
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
    private readonly bool _forUploads;

    internal Repository(RegistryTransport transport, RegistryEndpoint endpoint, string path, Authorizer authorizer, RegistryOptions options, bool forUploads)
    {
        (_transport, _endpoint, _path, _authorizer, Options, _forUploads) = (transport, endpoint, path, authorizer, options, forUploads);
        Scope = $"repository:{path}:{(forUploads ? "pull,push" : "pull")}";
    }

    /// <summary>How registries are reached.</summary>
    public RegistryOptions Options { get; }

    /// <summary>The same repository at a host that may be asked what tags stand for; null: this one may.</summary>
    internal Repository? Resolver { get; set; }

    /// <summary>What the tokens of this repository are for.</summary>
    internal string Scope { get; }

    /// <summary>Fetches a manifest or an index by tag or digest, and verifies it: by the digest that was asked for, or that the registry says it has.</summary>
    /// <param name="reference">A tag or a digest.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="GantryException">The registry's refusal; Invalid: it is not what was asked for.</exception>
    public async Task<FetchedManifest> ManifestAsync(string reference, CancellationToken cancellation)
    {
        var isAsked = Digest.TryParse(reference, out var asked);
        if (!isAsked && Resolver is not null)
        {
            asked = await RepeatAsync(() => Resolver.DigestAsync(reference, cancellation), cancellation) ?? (await Resolver.ManifestAsync(reference, cancellation)).Descriptor.Digest;
            (isAsked, reference) = (true, asked.Value);
        }

        var (type, told, body) = await DocumentAsync($"manifests/{reference}", "the manifest", request => AcceptManifests(request), cancellation);
        var digest = DigestOf(body, isAsked ? asked.Algorithm : "sha256");
        var wanted = isAsked ? asked : told is null ? digest : Digest.TryParse(told, out var claimed) ? claimed : throw new GantryException(ErrorKind.Invalid, "invalid checksum digest format");
        if (DigestOf(body, wanted.Algorithm) != wanted) throw new GantryException(ErrorKind.Invalid, $"manifest verification failed for digest {wanted}");
        return new FetchedManifest(new Descriptor { MediaType = TypeOf(type, body), Digest = digest, Size = body.Length }, body);
    }

    /// <summary>Asks once what a tag stands for, without fetching it.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>The digest; null where the registry does not say it.</returns>
    /// <exception cref="GantryException">The registry's refusal.</exception>
    public async Task<Digest?> DigestAsync(string tag, CancellationToken cancellation)
    {
        if (Resolver is not null) return await Resolver.DigestAsync(tag, cancellation);
        using var answer = await SendAsync(() => AcceptManifests(new HttpRequestMessage(HttpMethod.Head, At($"manifests/{tag}"))), cancellation);
        return answer.Headers.TryGetValues("Docker-Content-Digest", out var told) && Digest.TryParse(told.First(), out var digest) ? digest : null;
    }

    /// <summary>Asks how many bytes a blob has.</summary>
    /// <param name="digest">The blob.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="GantryException">The registry's refusal; Invalid: it does not say.</exception>
    public async Task<long> SizeAsync(Digest digest, CancellationToken cancellation)
    {
        using var answer = await RepeatAsync(() => SendAsync(() => new HttpRequestMessage(HttpMethod.Head, At($"blobs/{digest}")), cancellation), cancellation);
        return answer.Content.Headers.ContentLength ?? throw new GantryException(ErrorKind.Invalid, $"the registry does not tell the size of {digest}");
    }

    /// <summary>Fetches a small blob, such as an image's configuration, and verifies it.</summary>
    /// <param name="descriptor">The blob.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task<byte[]> DocumentAsync(Descriptor descriptor, CancellationToken cancellation)
    {
        var (_, _, body) = await DocumentAsync($"blobs/{descriptor.Digest}", $"the blob {descriptor.Digest}", null, cancellation);
        return DigestOf(body, descriptor.Digest.Algorithm) == descriptor.Digest
            ? body
            : throw new GantryException(ErrorKind.Invalid, $"image config verification failed for digest {descriptor.Digest}");
    }

    /// <summary>A blob as a stream that takes itself up where a connection broke off.</summary>
    /// <param name="descriptor">The blob.</param>
    /// <param name="from">The first byte wanted.</param>
    /// <param name="cancellation">Stops.</param>
    public async Task<Stream> BlobAsync(Descriptor descriptor, long from, CancellationToken cancellation)
    {
        try
        {
            return await OpenAsync(position => OpenBlobAsync(descriptor.Digest, position, cancellation));
        }
        catch (RegistryException e) when (e.Status == HttpStatusCode.NotFound && Elsewhere(descriptor) is { } address)
        {
            // A layer its owner lets nobody else hand out.
            return await OpenAsync(position => OpenForeignAsync(address, position, cancellation));
        }

        async Task<Stream> OpenAsync(Func<long, Task<HttpResponseMessage>> open)
        {
            var blob = new BlobStream(open, descriptor, from, Options);
            await blob.OpenAsync(cancellation);
            return blob;
        }
    }

    /// <summary>Asks for a blob from a byte on.</summary>
    private Task<HttpResponseMessage> OpenBlobAsync(Digest digest, long from, CancellationToken cancellation) =>
        SendAsync(() => Part(At($"blobs/{digest}"), from), cancellation);

    /// <summary>Asks an address the manifest names, which is shown no credentials.</summary>
    private async Task<HttpResponseMessage> OpenForeignAsync(Uri address, long from, CancellationToken cancellation)
    {
        using var request = Part(address, from);
        var answer = await _transport.SendAsync(request, new RegistryEndpoint(new Uri(address.GetLeftPart(UriPartial.Authority)), IsVerified: true, IsMirror: false), cancellation);
        if (answer.IsSuccessStatusCode) return answer;
        using (answer) throw await RegistryFaults.OfAsync(answer, cancellation);
    }

    private static Uri? Elsewhere(Descriptor blob) =>
        blob.Urls?.Select(u => Uri.TryCreate(u, UriKind.Absolute, out var address) ? address : null).FirstOrDefault(a => a?.Scheme is "http" or "https");

    private static HttpRequestMessage Part(Uri address, long from)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (from > 0) request.Headers.Range = new RangeHeaderValue(from, null);
        return request;
    }

    /// <summary>Learns whether the registry is there and what it wants.</summary>
    internal async Task PingAsync(CancellationToken cancellation)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(_endpoint.Base, _endpoint.Root));
        using var answer = await _transport.SendAsync(request, _endpoint, cancellation);
        if (answer.StatusCode == HttpStatusCode.Unauthorized) _authorizer.Learn(answer, Scope, null);
    }

    private static HttpRequestMessage AcceptManifests(HttpRequestMessage request)
    {
        foreach (var accepted in ManifestTypes) request.Headers.Accept.Add(MediaTypeWithQualityHeaderValue.Parse(accepted));
        return request;
    }

    private Uri At(string path) =>
        new(_endpoint.Base, $"{_endpoint.Root}{_path}/{path}{(_endpoint.Namespace is { } registry ? $"?ns={Uri.EscapeDataString(registry)}" : "")}");

    /// <summary>A small answer, whole: one that breaks off is asked for again.</summary>
    private Task<(string Type, string? Told, byte[] Body)> DocumentAsync(string path, string what, Action<HttpRequestMessage>? prepare, CancellationToken cancellation) => RepeatAsync(async () =>
    {
        using var answer = await SendAsync(() =>
        {
            var request = new HttpRequestMessage(HttpMethod.Get, At(path));
            prepare?.Invoke(request);
            return request;
        }, cancellation);
        var told = answer.Headers.TryGetValues("Docker-Content-Digest", out var digests) ? digests.First() : null;
        return (answer.Content.Headers.ContentType?.MediaType ?? "", told, await BoundedBody.ReadAsync(answer.Content, DocumentLimit, Options.DocumentTime, what, cancellation));
    }, cancellation);

    /// <summary>Sends a request with what the registry wants to see; once more when it wants something else.</summary>
    private async Task<HttpResponseMessage> SendAsync(Func<HttpRequestMessage> make, CancellationToken cancellation, string? scope = null)
    {
        scope ??= Scope;
        for (var attempt = 0; ; attempt++)
        {
            using var request = make();
            var shown = await ShownAsync(scope, request, cancellation);
            // An upload may be sent elsewhere, where the credentials are nobody's business.
            if (request.RequestUri!.Authority != _endpoint.Base.Authority) shown = null;
            request.Headers.Authorization = shown;
            var answer = await _transport.SendAsync(request, _endpoint, cancellation);
            if (answer.IsSuccessStatusCode) return answer;
            using (answer)
            {
                var isRefused = answer.StatusCode == HttpStatusCode.Unauthorized;
                if (isRefused && attempt == 0 && _authorizer.Learn(answer, scope, shown)) continue;
                if (isRefused && shown is null && answer.Headers.WwwAuthenticate.Any(w => w.Scheme.Equals("basic", StringComparison.OrdinalIgnoreCase)))
                    throw new RegistryException(ErrorKind.Internal, answer.StatusCode, RegistryException.NoCredentials, $"{ConnectionFaults.Verb(request)} \"{request.RequestUri}\": {RegistryException.NoCredentials}");
                throw await RegistryFaults.OfAsync(answer, cancellation);
            }
        }
    }

    private async Task<AuthenticationHeaderValue?> ShownAsync(string scope, HttpRequestMessage request, CancellationToken cancellation)
    {
        try
        {
            return await _authorizer.HeaderAsync(scope, cancellation);
        }
        catch (RegistryException e) when (e.Code == RegistryException.WrongLogin && !_forUploads)
        {
            // Docker names the registry's address; where it writes, nothing.
            throw RegistryFaults.Before(e, ConnectionFaults.Verb(request), request.RequestUri!);
        }
    }

    /// <summary>Whether something that failed may succeed a little later, and has not been tried too often.</summary>
    /// <param name="fault">How it failed.</param>
    /// <param name="attempt">How often it has been tried.</param>
    public bool MayGoBetter(GantryException fault, int attempt) => attempt < Options.MaxAttempts
        && fault is ConnectionException or RegistryException { IsPassing: true, Wait: null or { TotalSeconds: < 60 } };

    /// <summary>Waits before the next try, as long as the registry asked for.</summary>
    /// <param name="fault">How the last one failed.</param>
    /// <param name="attempt">How often it has been tried.</param>
    /// <param name="cancellation">Stops waiting.</param>
    public Task PauseAsync(GantryException fault, int attempt, CancellationToken cancellation) =>
        Backoff.WaitAsync(Options, attempt, (fault as RegistryException)?.Wait, cancellation);

    /// <summary>Repeats what may go better a little later, but not where a mirror is read: who comes after it may answer at once.</summary>
    private async Task<T> RepeatAsync<T>(Func<Task<T>> work, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await work();
            }
            catch (GantryException e) when (MayGoBetter(e, attempt) && (_forUploads || !_endpoint.IsMirror))
            {
                await PauseAsync(e, attempt, cancellation);
            }
        }
    }

    private static Digest DigestOf(byte[] body, string algorithm) => algorithm == "sha512" ? Digest.Parse("sha512:" + Convert.ToHexStringLower(SHA512.HashData(body))) : Digest.Of(body);

    private static string TypeOf(string answered, byte[] body)
    {
        try
        {
            using var json = JsonDocument.Parse(body);
            if (json.RootElement.ValueKind != JsonValueKind.Object) throw new JsonException("it is no object");
            if (!json.RootElement.TryGetProperty("mediaType", out var type) || type.ValueKind != JsonValueKind.String) return answered;
            var own = type.GetString()!;
            // Told twice and differently, it would be an image to one reader and a list to another (CVE-2021-41190).
            return own == answered || !(MediaTypes.IsManifest(answered) || MediaTypes.IsIndex(answered))
                ? own
                : throw new GantryException(ErrorKind.Invalid, $"if present, mediaType in manifest should be '{answered}' not '{own}'");
        }
        catch (JsonException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"invalid manifest: {e.Message}", e);
        }
    }
}
