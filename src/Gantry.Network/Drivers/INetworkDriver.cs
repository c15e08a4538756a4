using Gantry.Network.State;

namespace Gantry.Network.Drivers;

/// <summary>
/// What a kind of network does with the kernel. Calls on networks run on a thread in the host's network namespace; a join runs in the
/// sandbox's. The documents are written before a call that makes something and removed after the call that removes it, so each
/// call must be repeatable.
/// </summary>
internal interface INetworkDriver
{
    /// <summary>Name of the driver as users see it.</summary>
    string Name { get; }

    /// <summary>Whether its networks have subnets, and endpoints on them addresses.</summary>
    bool HasAddresses { get; }

    /// <summary>Whether ports of the host may lead to its endpoints.</summary>
    bool PublishesPorts { get; }

    /// <summary>
    /// Whether the link in the sandbox is all there is of an endpoint, so that it has to be removed there before its address can be another's.
    /// </summary>
    bool EndsInSandbox { get; }

    /// <summary>Checks a network before anything is made, and completes what the user left open.</summary>
    /// <param name="network">The network, its subnets chosen.</param>
    /// <param name="others">The networks there are.</param>
    /// <exception cref="Oci.Errors.GantryException">An option is wrong or contradicts another network.</exception>
    NetworkInfo Validate(NetworkInfo network, IReadOnlyList<NetworkInfo> others);

    /// <summary>Whether it is another program, which may take its time and keeps its networks by itself.</summary>
    bool IsRemote => false;

    /// <summary>Whether a subnet that names no gateway is to get one. Where nobody is to route, the address is a container's.</summary>
    /// <param name="network">The network.</param>
    /// <param name="ipv6">The family of the subnet.</param>
    bool NeedsGateway(NetworkInfo network, bool ipv6) => true;

    /// <summary>Makes a network that is new.</summary>
    /// <param name="network">The network.</param>
    void Create(NetworkInfo network) => SetUp(network);

    /// <summary>Removes a network for good.</summary>
    /// <param name="network">The network.</param>
    void Remove(NetworkInfo network) => TearDown(network);

    /// <summary>Makes the network's kernel objects, or adopts and repairs those that exist.</summary>
    /// <param name="network">The network.</param>
    void SetUp(NetworkInfo network);

    /// <summary>Removes the network's kernel objects; no error if they are gone.</summary>
    /// <param name="network">The network.</param>
    void TearDown(NetworkInfo network);

    /// <summary>Plans an endpoint before it is stored: names of links, hardware address. Nothing is made yet.</summary>
    /// <param name="network">The network.</param>
    /// <param name="endpoint">The endpoint with its addresses and, where the user chose one, its hardware address.</param>
    EndpointDocument CreateEndpoint(NetworkInfo network, EndpointDocument endpoint);

    /// <summary>
    /// Makes what an endpoint needs outside of its sandbox, once it is stored, and completes it. What it made goes with <see cref="Leave"/> or
    /// <see cref="DeleteEndpoint"/>, also where it failed half-way.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="endpoint">The endpoint, planned and stored.</param>
    /// <param name="sandbox">Its sandbox, whose namespace need not be there yet.</param>
    EndpointDocument Prepare(NetworkInfo network, EndpointDocument endpoint, SandboxDocument sandbox) => endpoint;

    /// <summary>Tells that a sandbox's way out leads through an endpoint now, and its published ports to it.</summary>
    /// <param name="network">The network.</param>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="sandbox">Its sandbox.</param>
    void LeadOut(NetworkInfo network, EndpointDocument endpoint, SandboxDocument sandbox)
    {
    }

    /// <summary>Tells that the way out does not lead through an endpoint any more.</summary>
    /// <param name="network">The network.</param>
    /// <param name="endpoint">The endpoint.</param>
    void CloseWayOut(NetworkInfo network, EndpointDocument endpoint)
    {
    }

    /// <summary>Connects a sandbox. The calling thread is in the sandbox's namespace. Default routes are the sandbox's to set.</summary>
    /// <param name="network">The network.</param>
    /// <param name="endpoint">The endpoint, planned and stored.</param>
    /// <param name="space">The sandbox's namespace.</param>
    void Join(NetworkInfo network, EndpointDocument endpoint, SandboxSpace space);

    /// <summary>Tells that a sandbox is connected and its way out settled.</summary>
    /// <param name="network">The network.</param>
    /// <param name="endpoint">The endpoint.</param>
    void Settled(NetworkInfo network, EndpointDocument endpoint)
    {
    }

    /// <summary>
    /// Takes an endpoint out of service without waiting for the kernel to let go of its link: from now on its address can
    /// be another's. The link goes with the sandbox's namespace. No error if it is gone.
    /// </summary>
    /// <param name="network">The network.</param>
    /// <param name="endpoint">The endpoint.</param>
    void Leave(NetworkInfo network, EndpointDocument endpoint);

    /// <summary>Removes an endpoint's link while its sandbox lives on; no error if it is gone.</summary>
    /// <param name="network">The network.</param>
    /// <param name="endpoint">The endpoint.</param>
    /// <param name="space">The sandbox's namespace.</param>
    void DeleteEndpoint(NetworkInfo network, EndpointDocument endpoint, SandboxSpace space);
}
