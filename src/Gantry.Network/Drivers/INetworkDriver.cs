using Gantry.Network.State;

namespace Gantry.Network.Drivers;

/// <summary>
/// What a kind of network does with the kernel. Calls on networks run on a thread in the host's network namespace; calls on
/// endpoints run in the sandbox's where the argument says so.
/// </summary>
internal interface INetworkDriver
{
    /// <summary>Name of the driver as users see it.</summary>
    string Name { get; }

    /// <summary>Makes the network's kernel objects, or adopts and repairs those that exist.</summary>
    /// <param name="network">The network.</param>
    void SetUp(NetworkInfo network);

    /// <summary>Removes the network's kernel objects.</summary>
    /// <param name="network">The network.</param>
    void TearDown(NetworkInfo network);

    /// <summary>Connects a sandbox. The calling thread is in the sandbox's namespace.</summary>
    /// <param name="network">The network.</param>
    /// <param name="endpoint">The endpoint, planned and stored.</param>
    /// <param name="space">The sandbox's namespace.</param>
    void Join(NetworkInfo network, EndpointDocument endpoint, SandboxSpace space);

    /// <summary>
    /// Takes an endpoint out of service without waiting for the kernel to let go of its link: from now on its address can
    /// be another's. No error if it is gone.
    /// </summary>
    /// <param name="endpoint">The endpoint.</param>
    void Leave(EndpointDocument endpoint);
}
