using Gantry.Network.State;
using Gantry.Oci.Errors;

namespace Gantry.Network.Drivers;

/// <summary>Networks that are nothing in the kernel: <c>none</c>, a loopback only, and <c>host</c>, the host's own.</summary>
/// <param name="name">Name of the driver.</param>
internal sealed class NullDriver(string name) : INetworkDriver
{
    /// <inheritdoc/>
    public string Name => name;

    /// <inheritdoc/>
    public bool HasAddresses => false;

    /// <inheritdoc/>
    public bool PublishesPorts => false;

    /// <inheritdoc/>
    public bool EndsInSandbox => false;

    /// <inheritdoc/>
    public NetworkInfo Validate(NetworkInfo network, IReadOnlyList<NetworkInfo> others) =>
        others.Any(other => other.Driver == name) ? throw new GantryException(ErrorKind.Denied, $"only one instance of \"{name}\" network is allowed") : network;

    /// <inheritdoc/>
    public void SetUp(NetworkInfo network)
    {
    }

    /// <inheritdoc/>
    public void TearDown(NetworkInfo network)
    {
    }

    /// <inheritdoc/>
    public EndpointDocument CreateEndpoint(NetworkInfo network, EndpointDocument endpoint) => endpoint;

    /// <inheritdoc/>
    public void Join(NetworkInfo network, EndpointDocument endpoint, SandboxSpace space)
    {
    }

    /// <inheritdoc/>
    public void Leave(NetworkInfo network, EndpointDocument endpoint)
    {
    }

    /// <inheritdoc/>
    public void DeleteEndpoint(NetworkInfo network, EndpointDocument endpoint, SandboxSpace space)
    {
    }
}
