using System.Net.Security;

using Gantry.Registry.Endpoints;
using Gantry.Registry.Errors;
using Gantry.Registry.Proxies;
using Gantry.Registry.Tls;

namespace Gantry.Registry.Transport;

/// <summary>The connections to registries. Nothing is made before the first request. Redirects are followed without the credentials, which are
/// for the registry alone (the framework drops them), and never from TLS to plain text.</summary>
internal sealed class RegistryTransport(RegistryOptions options) : IDisposable
{
    private const int RedirectLimit = 10;
    private const string Unverified = "unverified", Verified = "verified";

    private readonly Lock _gate = new();
    private readonly Dictionary<string, HttpClient> _clients = new(StringComparer.Ordinal);
    private readonly ProxyRules _proxies = new(options.Proxies);

    /// <summary>How long a small answer may take.</summary>
    public TimeSpan DocumentTime => options.DocumentTime;

    /// <summary>Sends a request and returns when the head of the answer is here.</summary>
    /// <param name="request">The request, to the registry or to whom it refers to.</param>
    /// <param name="endpoint">The registry, whose certificates count.</param>
    /// <param name="cancellation">Gives up.</param>
    /// <exception cref="Oci.Errors.GantryException">Nobody answers, in the words Docker uses; Invalid: certificates on this host are not right.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, RegistryEndpoint endpoint, CancellationToken cancellation)
    {
        var client = ClientFor(endpoint);
        if (request.RequestUri!.Authority == endpoint.Base.Authority)
            foreach (var (name, value) in endpoint.Headers) request.Headers.TryAddWithoutValidation(name, value);
        // An upload goes on for as long as the peer takes bytes; whoever sends it watches over it.
        using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        if (request.Content is null) deadline.CancelAfter(options.Silence);
        try
        {
            return await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, deadline.Token);
        }
        catch (OperationCanceledException e) when (!cancellation.IsCancellationRequested)
        {
            throw ConnectionFaults.TimedOut(request, e);
        }
        catch (HttpRequestException e)
        {
            throw ConnectionFaults.Of(request, e);
        }
    }

    public void Dispose()
    {
        foreach (var client in _clients.Values) client.Dispose();
    }

    /// <summary>Registries that nothing is put down for share their connections. Certificates are read again when they change.</summary>
    private HttpClient ClientFor(RegistryEndpoint endpoint)
    {
        // As with Docker, a registry that need not prove anything is not shown anything either.
        var folders = endpoint.IsVerified ? FoldersOf(endpoint.Base) : [];
        var stamp = endpoint.IsVerified ? string.Concat(folders.Select(CertificateFolder.Stamp)) + CertificateFolder.Stamp(endpoint.Certificates) : "";
        var key = !endpoint.IsVerified ? Unverified : stamp.Length == 0 ? Verified : stamp;
        lock (_gate)
        {
            if (!_clients.TryGetValue(key, out var client)) _clients[key] = client = Make(Handler(endpoint, folders));
            return client;
        }
    }

    /// <summary>A registry at its scheme's own port may be written with the port or without.</summary>
    private List<string> FoldersOf(Uri registry) =>
        [.. from folder in options.CertificateFolders from name in new[] { registry.Authority, $"{registry.Host}:{registry.Port}" }.Distinct() select Path.Combine(folder, name)];

    private static HttpClient Make(SocketsHttpHandler handler)
    {
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("gantry/0.1");
        return client;
    }

    private SocketsHttpHandler Handler(RegistryEndpoint endpoint, IReadOnlyList<string> folders) => new()
    {
        ConnectTimeout = TimeSpan.FromSeconds(15),
        ConnectCallback = Dialer.ConnectAsync,
        PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5), // an idle daemon keeps no connections
        MaxAutomaticRedirections = RedirectLimit,
        MaxResponseHeadersLength = 64,
        UseCookies = false,
        Proxy = _proxies,
        SslOptions = endpoint.IsVerified ? Proved(folders, endpoint.Certificates) : Unproved(),
    };

    /// <summary>For a registry the operator has named as one that need not prove who it is; content is verified by its digest.</summary>
    private static SslClientAuthenticationOptions Unproved() => new() { RemoteCertificateValidationCallback = (_, certificate, _, _) => certificate is not null };

    private static SslClientAuthenticationOptions Proved(IReadOnlyList<string> folders, HostCertificates own)
    {
        var found = new CertificateFolder([], []);
        foreach (var folder in folders.Select(CertificateFolder.Read).Append(CertificateFolder.Read(own)))
        {
            found.Authorities.AddRange(folder.Authorities);
            found.Clients.AddRange(folder.Clients);
        }

        return new SslClientAuthenticationOptions
        {
            ClientCertificates = found.Clients.Count > 0 ? found.Clients : null,
#pragma warning disable CA5359 // a refusal is thrown, so that its reason reaches the user
            RemoteCertificateValidationCallback = new ServerProof(found.Authorities).Check,
#pragma warning restore CA5359
        };
    }
}
