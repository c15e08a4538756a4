using System.Net;

using Gantry.Linux.Netlink;
using Gantry.Network.Ipam;
using Gantry.Network.State;
using Gantry.Oci.Errors;

namespace Gantry.Network.Drivers;

/// <summary>
/// Networks of one host: a Linux bridge, and for each endpoint a pair of links, one a port of the bridge, the other in the sandbox.
/// </summary>
/// <param name="host">A netlink socket in the host's namespace.</param>
internal sealed class BridgeDriver(NetlinkSocket host) : INetworkDriver
{
    private const int Loopback = 1;

    /// <inheritdoc/>
    public string Name => "bridge";

    /// <inheritdoc/>
    public void SetUp(NetworkInfo network)
    {
        var options = BridgeOptions.From(network);
        var subnet = IPNetwork.Parse(network.Ipam.Pools[0].Subnet);
        var gateway = IPAddress.Parse(network.Ipam.Pools[0].Gateway);
        var bridge = host.FindLink(options.Bridge);
        if (bridge is null)
        {
            host.Execute(new NetlinkRequest()
                .AddBridge(options.Bridge, HardwareAddress.For(gateway), options.Mtu)
                .WithoutLinkLocalAddress(options.Bridge));
            bridge = host.FindLink(options.Bridge)!;
        }
        else if (bridge.Kind != "bridge")
        {
            throw new GantryException(ErrorKind.Conflict, $"the interface {options.Bridge} exists and is not a bridge");
        }
        else if (bridge.Mtu != options.Mtu)
        {
            host.Execute(new NetlinkRequest().SetLinkMtu(bridge.Index, options.Mtu));
        }

        if (!host.Addresses().Any(found => found.Index == bridge.Index && found.Address.Equals(gateway)))
            host.Execute(new NetlinkRequest().AddAddress(bridge.Index, gateway, subnet.PrefixLength));
        host.Execute(new NetlinkRequest().SetLinkUp(bridge.Index));
        // Published ports answer on the host's loopback: the kernel must be willing to route packets from 127.0.0.1 to the bridge.
        File.WriteAllText($"/proc/sys/net/ipv4/conf/{options.Bridge}/route_localnet", "1");
    }

    /// <inheritdoc/>
    public void TearDown(NetworkInfo network)
    {
        if (host.FindLink(BridgeOptions.From(network).Bridge) is { Kind: "bridge" } bridge)
            host.Execute(new NetlinkRequest().DeleteLink(bridge.Index));
    }

    /// <inheritdoc/>
    public void Join(NetworkInfo network, EndpointDocument endpoint, SandboxSpace space)
    {
        var options = BridgeOptions.From(network);
        var bridge = host.FindLink(options.Bridge)
            ?? throw new GantryException(ErrorKind.Internal, $"the bridge {options.Bridge} of network {network.Name} is gone");
        host.Execute(new NetlinkRequest()
            .AddVethPort(
                endpoint.HostInterface, bridge.Index, options.Mtu, endpoint.Interface, HardwareAddress.Parse(endpoint.MacAddress), space.Namespace)
            .WithoutLinkLocalAddress(endpoint.HostInterface));
        if (!options.InterContainer)
            host.Execute(new NetlinkRequest().IsolatePort(host.FindLink(endpoint.HostInterface)!.Index));
        // Where the kernel's br_netfilter is active, a published port's translation is done within the bridge, and a container
        // that asks the host for its own port is answered through the port it asked from.
        else if (endpoint.Publishes)
            host.Execute(new NetlinkRequest().HairpinPort(host.FindLink(endpoint.HostInterface)!.Index));
        host.Execute(new NetlinkRequest().SetLinkUp(endpoint.HostInterface));

        var inside = space.Netlink.FindLink(endpoint.Interface)!;
        if (!network.EnableIPv6)
            SwitchOffIPv6(endpoint.Interface);
        space.Netlink.Execute(new NetlinkRequest()
            .SetLinkUp(Loopback)
            .AddAddress(inside.Index, IPAddress.Parse(endpoint.IPv4Address), endpoint.IPv4PrefixLength)
            .SetLinkUp(inside.Index)
            .SetDefaultRoute(inside.Index, IPAddress.Parse(endpoint.IPv4Gateway)));

        // The kernel starts a link's queue some time after the other end came up, and drops what is sent before. Asking for
        // the link makes it do so now: the port first, then the bridge, whose own carrier came with the port.
        host.FindLink(endpoint.HostInterface);
        host.FindLink(options.Bridge);
    }

    /// <inheritdoc/>
    public void Leave(EndpointDocument endpoint)
    {
        if (host.FindLink(endpoint.HostInterface) is { Master: > 0 } port)
            host.Execute(new NetlinkRequest().SilencePort(port.Index));
    }

    private static void SwitchOffIPv6(string link)
    {
        var setting = $"/proc/sys/net/ipv6/conf/{link}/disable_ipv6";
        if (File.Exists(setting))
            File.WriteAllText(setting, "1");
    }
}
