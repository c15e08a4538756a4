using System.Net.Security;

using Gantry.Registry.Errors;

namespace Gantry.Registry.Transport;

/// <summary>The connections to registries. Nothing is made before the first request. Redirects are followed without the credentials, which are
/// for the registry alone (the framework drops them), and never from TLS to plain text.</summary>
internal sealed class RegistryTransport(RegistryOptions options) : IDisposable
{
    private const int RedirectLimit = 10;

    private readonly Lazy<HttpClient> _verified = new(() => Make(verify: true));
    private readonly Lazy<HttpClient> _unverified = new(() => Make(verify: false));

    /// <summary>Sends a request and returns when the head of the answer is here.</summary>
    /// <exception cref="Oci.Errors.GantryException">Nobody answers, in the words Docker uses.</exception>
    public async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, bool isVerified, CancellationToken cancellation)
    {
        var client = (isVerified ? _verified : _unverified).Value;
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
        if (_verified.IsValueCreated) _verified.Value.Dispose();
        if (_unverified.IsValueCreated) _unverified.Value.Dispose();
    }

    private static HttpClient Make(bool verify)
    {
        var handler = new SocketsHttpHandler
        {
            ConnectTimeout = TimeSpan.FromSeconds(15),
            PooledConnectionIdleTimeout = TimeSpan.FromSeconds(5), // an idle daemon keeps no connections
            MaxAutomaticRedirections = RedirectLimit,
            MaxResponseHeadersLength = 64,
            UseCookies = false,
        };
#pragma warning disable CA5359 // the operator has named this registry as one that need not prove who it is; content is verified by its digest
        if (!verify) handler.SslOptions = new SslClientAuthenticationOptions { RemoteCertificateValidationCallback = (_, _, _, _) => true };
#pragma warning restore CA5359
        var client = new HttpClient(handler) { Timeout = Timeout.InfiniteTimeSpan };
        client.DefaultRequestHeaders.UserAgent.ParseAdd("gantry/0.1");
        return client;
    }
}
