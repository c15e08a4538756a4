using Gantry.Oci.References;
using Gantry.Registry.Auth;
using Gantry.Registry.Endpoints;
using Gantry.Registry.Errors;
using Gantry.Registry.Transport;

namespace Gantry.Registry;

/// <summary>Speaks to registries (OCI distribution specification 1.1, Docker registry API 2).</summary>
/// <param name="options">How they are reached.</param>
public sealed class RegistryClient(RegistryOptions options) : IDisposable
{
    private readonly RegistryTransport _transport = new(options);

    /// <summary>How registries are reached.</summary>
    public RegistryOptions Options { get; } = options;

    /// <summary>Finds the first address of a repository's registry that does what is asked. One that cannot be reached, or a mirror that knows
    /// nothing, is passed over; the last failure counts.</summary>
    /// <param name="name">The repository.</param>
    /// <param name="credentials">Who asks.</param>
    /// <param name="work">What is asked.</param>
    /// <param name="cancellation">Stops asking.</param>
    public async Task<T> AtAsync<T>(Reference name, RegistryCredentials credentials, Func<Repository, Task<T>> work, CancellationToken cancellation)
    {
        var endpoints = EndpointList.Of(name.Domain, Options);
        for (var i = 0; ; i++)
        {
            var endpoint = endpoints[i];
            // A mirror gets no credentials: they are those of the registry it stands in for.
            var repository = new Repository(_transport, endpoint, name.Path, new Authorizer(_transport, endpoint.IsMirror ? RegistryCredentials.None : credentials), Options);
            try
            {
                await repository.PingAsync(cancellation);
                return await work(repository);
            }
            catch (ConnectionException) when (i + 1 < endpoints.Count)
            {
            }
            catch (RegistryException) when (endpoint.IsMirror)
            {
            }
        }
    }

    /// <inheritdoc/>
    public void Dispose() => _transport.Dispose();
}
