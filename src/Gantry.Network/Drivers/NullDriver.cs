using Gantry.Linux.Netlink;
using Gantry.Network.State;

namespace Gantry.Network.Drivers;

/// <summary>The network of containers that are to have none: a loopback.</summary>
internal sealed class NullDriver : INetworkDriver
{
    /// <inheritdoc/>
    public string Name => "null";

    /// <inheritdoc/>
    public void SetUp(NetworkInfo network)
    {
    }

    /// <inheritdoc/>
    public void TearDown(NetworkInfo network)
    {
    }

    /// <inheritdoc/>
    public void Join(NetworkInfo network, EndpointDocument endpoint, SandboxSpace space) =>
        space.Netlink.Execute(new NetlinkRequest().SetLinkUp(1));

    /// <inheritdoc/>
    public void Leave(EndpointDocument endpoint)
    {
    }
}
