using Gantry.Oci.Errors;
using Gantry.Oci.References;
using Gantry.Registry.Auth;
using Gantry.Registry.Endpoints;
using Gantry.Registry.Errors;
using Gantry.Registry.Search;
using Gantry.Registry.Transport;

namespace Gantry.Registry;

/// <summary>Speaks to registries (OCI distribution specification 1.1, Docker registry API 2).</summary>
/// <param name="options">How they are reached.</param>
public sealed class RegistryClient(RegistryOptions options) : IDisposable
{
    private readonly RegistryTransport _transport = new(options);
    private volatile RegistryOptions _options = options;

    /// <summary>How registries are reached.</summary>
    public RegistryOptions Options => _options;

    /// <summary>Takes over who is trusted and asked, and how many transfers run at once; what runs already goes on as it began. Connections
    /// stay as they are: proxies, certificates and times do not change.</summary>
    /// <param name="changed">The new settings.</param>
    public void Reload(RegistryOptions changed) => _options = _options with
    {
        Insecure = changed.Insecure,
        Mirrors = changed.Mirrors,
        MaxDownloads = changed.MaxDownloads,
        MaxUploads = changed.MaxUploads,
        MaxAttempts = changed.MaxAttempts,
    };

    /// <summary>Finds the first address of a repository's registry that does what is asked. One that cannot be reached, or a mirror that
    /// does not do it, is passed over; the last failure counts.</summary>
    /// <param name="name">The repository.</param>
    /// <param name="credentials">Who asks.</param>
    /// <param name="work">What is asked.</param>
    /// <param name="cancellation">Stops asking.</param>
    /// <param name="forUploads">Whether something is written: mirrors are left out, and the right to push is asked for.</param>
    public async Task<T> AtAsync<T>(Reference name, RegistryCredentials credentials, Func<Repository, Task<T>> work, CancellationToken cancellation, bool forUploads = false)
    {
        var all = EndpointList.Of(name.Domain, Options);
        var needed = forUploads ? HostCapabilities.Push : HostCapabilities.Pull;
        List<RegistryEndpoint> endpoints = [.. all.Where(e => e.Capabilities.HasFlag(needed))];
        if (endpoints.Count == 0) throw new GantryException(ErrorKind.Invalid, $"no host of {name.Domain} is there to {(forUploads ? "push to" : "pull from")}");
        var resolver = all.LastOrDefault(e => e.Capabilities.HasFlag(HostCapabilities.Resolve));
        for (var i = 0; ; i++)
        {
            var endpoint = endpoints[i];
            var repository = At(endpoint, name.Path, credentials, forUploads);
            if (!endpoint.Capabilities.HasFlag(HostCapabilities.Resolve) && resolver is not null) repository.Resolver = At(resolver, name.Path, credentials, forUploads: false);
            try
            {
                await repository.PingAsync(cancellation);
            }
            catch (ConnectionException) when (i + 1 < endpoints.Count)
            {
                continue;
            }

            try
            {
                return await work(repository);
            }
            catch (GantryException) when (endpoint.IsMirror && i + 1 < endpoints.Count)
            {
                // The registry itself may do better, also where a mirror's content is not what it should be. It is not left in the middle of the work: what
                // began with TLS must not go on without.
            }
        }
    }

    private Repository At(RegistryEndpoint endpoint, string path, RegistryCredentials credentials, bool forUploads) =>
        new(_transport, endpoint, path, new Authorizer(_transport, endpoint, endpoint.TakesCredentials ? credentials : RegistryCredentials.None), Options, forUploads);

    /// <summary>Tries credentials.</summary>
    /// <param name="domain">The registry.</param>
    /// <param name="credentials">The credentials.</param>
    /// <param name="cancellation">Stops.</param>
    /// <returns>A token to use instead of the password from now on; empty where the registry has none.</returns>
    /// <exception cref="RegistryException">They are refused.</exception>
    public async Task<string> LoginAsync(string domain, RegistryCredentials credentials, CancellationToken cancellation)
    {
        List<RegistryEndpoint> endpoints = [.. EndpointList.Of(domain, Options).Where(e => !e.IsMirror)];
        for (var i = 0; ; i++)
        {
            try
            {
                return await new RegistryLogin(_transport, endpoints[i], credentials).RunAsync(cancellation);
            }
            catch (ConnectionException) when (i + 1 < endpoints.Count)
            {
            }
        }
    }

    /// <summary>Searches an index of repositories.</summary>
    /// <param name="domain">Whose index.</param>
    /// <param name="term">What is looked for.</param>
    /// <param name="limit">How many results at most.</param>
    /// <param name="credentials">Who asks.</param>
    /// <param name="cancellation">Stops.</param>
    /// <exception cref="GantryException">The index cannot be reached or refuses.</exception>
    public Task<IReadOnlyList<FoundRepository>> SearchAsync(string domain, string term, int limit, RegistryCredentials credentials, CancellationToken cancellation) =>
        new IndexSearch(_transport, Options, credentials).RunAsync(domain, term, limit, cancellation);

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();
}
