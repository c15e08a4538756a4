using System.Net;

using Gantry.Linux.Netlink;
using Gantry.Linux.Syscalls;
using Gantry.Network.Firewall;
using Gantry.Network.Ipam;
using Gantry.Network.State;
using Gantry.Oci.Errors;

namespace Gantry.Network.Drivers;

/// <summary>
/// Networks of one host: a Linux bridge, and for each endpoint a pair of links, one a port of the bridge, the other in the sandbox.
/// </summary>
/// <param name="host">A netlink socket in the host's namespace.</param>
/// <param name="firewall">The packet filter.</param>
/// <param name="forwarding">The kernel's forwarding.</param>
/// <param name="group">The group the ports of the bridges are put in.</param>
internal sealed class BridgeDriver(NetlinkSocket host, IFirewall firewall, PacketForwarding forwarding, int group) : INetworkDriver
{
    private const int ENODEV = 19;
    private const int ENETDOWN = 100;

    /// <summary>The bit of a hardware address's first byte that makes it one of a group (IEEE 802).</summary>
    private const byte Multicast = 1;
    private static readonly IPAddress LinkLocal = IPAddress.Parse("fe80::1");

    /// <inheritdoc/>
    public string Name => "bridge";

    /// <inheritdoc/>
    public bool HasAddresses => true;

    /// <inheritdoc/>
    public bool PublishesPorts => true;

    /// <inheritdoc/>
    public bool EndsInSandbox => false;

    /// <inheritdoc/>
    public bool NeedsGateway(NetworkInfo network, bool ipv6)
    {
        var options = BridgeOptions.From(network);

        // Where the bridge has no address and nothing leads out, the address would be one container's less.
        return !network.Internal || options.HasAddress(ipv6);
    }

    /// <inheritdoc/>
    public NetworkInfo Validate(NetworkInfo network, IReadOnlyList<NetworkInfo> others)
    {
        var options = BridgeOptions.From(network);
        if (network.Ipam.Pools.Count(pool => pool.IsIPv6) > 1 || network.Ipam.Pools.Count(pool => !pool.IsIPv6) > 1)
            throw new GantryException(ErrorKind.Denied, "bridge driver doesn't support multiple subnets");
        if (options.Bridge.Length > 15)
            throw new GantryException(ErrorKind.Internal, $"invalid interface name: {options.Bridge}: numerical result out of range");
        if (options.HostBinding.Length > 0 && !IPAddress.TryParse(options.HostBinding, out _))
            throw new GantryException(ErrorKind.Invalid, $"failed to parse {BridgeOptions.HostBindingKey} value: {options.HostBinding} (nil ip)");
        if ((options.Mode4 == GatewayMode.Isolated || options.Mode6 == GatewayMode.Isolated) && !network.Internal)
            throw new GantryException(ErrorKind.Invalid, "gateway mode 'isolated' can only be used for an internal network");
        foreach (var other in others)
            if (other.Driver == Name && BridgeOptions.From(other).Bridge == options.Bridge)
                throw new GantryException(ErrorKind.Denied, $"cannot create network {network.Id} ({options.Bridge}): conflicts with network {other.Id} ({options.Bridge}): networks have same bridge name");
        return network;
    }

    /// <inheritdoc/>
    public void SetUp(NetworkInfo network)
    {
        var options = BridgeOptions.From(network);
        var bridge = FindOrMake(network, options);
        var present = host.Addresses().Where(found => found.Index == bridge.Index).ToList();
        var request = new NetlinkRequest();
        foreach (var pool in network.Ipam.Pools)
            if (IPAddress.TryParse(pool.Gateway, out var gateway) && options.HasAddress(pool) && !present.Any(found => found.Address.Equals(gateway)))
                request.AddAddress(bridge.Index, gateway, IPNetwork.Parse(pool.Subnet).PrefixLength);
        if (network.EnableIPv6 && options.Mode6 != GatewayMode.Isolated && !network.Ipam.Pools.Any(pool => pool.Gateway == LinkLocal.ToString()) && !present.Any(found => found.Address.Equals(LinkLocal)))
            request.AddAddress(bridge.Index, LinkLocal, 64);
        host.Execute(request.SetLinkUp(bridge.Index));

        // Where ports are kept apart, the host answers for all of the subnet (RFC 3069) and routes what may pass: links.
        if (!options.InterContainer)
            File.WriteAllText($"/proc/sys/net/ipv4/conf/{options.Bridge}/proxy_arp_pvlan", "1");

        // Published ports answer on the host's loopback: the kernel must be willing to route packets from 127.0.0.1 to the bridge.
        File.WriteAllText($"/proc/sys/net/ipv4/conf/{options.Bridge}/route_localnet", "1");
        if (network.EnableIPv6 && !network.Internal)
            forwarding.Enable(ipv6: true);
        firewall.AddBridge(BridgeRules.Of(network, options));
    }

    /// <inheritdoc/>
    public void TearDown(NetworkInfo network)
    {
        var name = BridgeOptions.From(network).Bridge;
        firewall.RemoveBridge(name);

        // A bridge of a name somebody chose may be another program's, or another engine's, that this one only found.
        if (host.FindLink(name) is { Kind: "bridge" } bridge && (bridge.Alias == MarkOf(network) || name == BridgeOptions.NameOf(network)))
            UnlessGone(new NetlinkRequest().DeleteLink(bridge.Index));
    }

    /// <inheritdoc/>
    public EndpointDocument CreateEndpoint(NetworkInfo network, EndpointDocument endpoint) => endpoint with
    {
        Interface = BridgeOptions.From(network).Prefix,
        HostInterface = "veth" + endpoint.Id[..7],
        MacAddress = endpoint.MacAddress.Length > 0
            ? endpoint.MacAddress
            : HardwareAddress.Format(HardwareAddress.For(IPAddress.Parse(endpoint.IPv4Address.Length > 0 ? endpoint.IPv4Address : endpoint.IPv6Address))),
    };

    /// <inheritdoc/>
    public void Join(NetworkInfo network, EndpointDocument endpoint, SandboxSpace space)
    {
        var options = BridgeOptions.From(network);
        var bridge = host.FindLink(options.Bridge)
            ?? throw new GantryException(ErrorKind.Internal, $"the bridge {options.Bridge} of network {network.Name} is gone");
        if (HardwareAddress.Parse(endpoint.MacAddress) is [var first, ..] && (first & Multicast) != 0)
            throw new GantryException(
                ErrorKind.Internal,
                $"failed to add interface {endpoint.HostInterface} to sandbox: error setting interface \"{endpoint.HostInterface}\" MAC to \"{endpoint.MacAddress}\": cannot assign requested address");
        var port = new NetlinkRequest().AddVethPort(
            endpoint.HostInterface, bridge.Index, options.Mtu, group, endpoint.Interface, HardwareAddress.Parse(endpoint.MacAddress), space.Namespace);
        host.Execute(options.CarriesIPv6 ? port.WithoutLinkLocalAddress(endpoint.HostInterface) : port);
        if (!options.InterContainer)
            host.Execute(new NetlinkRequest().IsolatePort(host.FindLink(endpoint.HostInterface)!.Index));
        // Where the kernel's br_netfilter is active, a published port's translation is done within the bridge, and a container
        // that asks the host for its own port is answered through the port it asked from.
        else if (endpoint.Publishes)
            host.Execute(new NetlinkRequest().HairpinPort(host.FindLink(endpoint.HostInterface)!.Index));
        host.Execute(new NetlinkRequest().SetLinkUp(endpoint.HostInterface));
        SandboxLink.Furnish(network, endpoint, space);

        // The kernel starts a link's queue some time after the other end came up, and drops what is sent before. Asking for
        // the link makes it do so now: the port first, then the bridge, whose own carrier came with the port.
        host.FindLink(endpoint.HostInterface);
        host.FindLink(options.Bridge);
    }

    /// <inheritdoc/>
    public void Leave(NetworkInfo network, EndpointDocument endpoint)
    {
        // A port that is down passes nothing, and the kernel refuses to change it: somebody set it so, or a join was cut off before its end.
        if (host.FindLink(endpoint.HostInterface) is { Master: > 0 } port)
            Unless([ENODEV, ENETDOWN], new NetlinkRequest().SilencePort(port.Index));
    }

    /// <inheritdoc/>
    public void DeleteEndpoint(NetworkInfo network, EndpointDocument endpoint, SandboxSpace space)
    {
        if (host.FindLink(endpoint.HostInterface) is { } port)
            UnlessGone(new NetlinkRequest().DeleteLink(port.Index));
    }

    /// <summary>The kernel takes links away by itself with the namespace their other end is in, also between a look and a change.</summary>
    private void UnlessGone(NetlinkRequest request) => Unless([ENODEV], request);

    private void Unless(int[] harmless, NetlinkRequest request)
    {
        try
        {
            host.Execute(request);
        }
        catch (KernelException e) when (harmless.Contains(e.Errno))
        {
        }
    }

    private static string MarkOf(NetworkInfo network) => $"gantry {network.Id}";

    private Link FindOrMake(NetworkInfo network, BridgeOptions options)
    {
        var bridge = host.FindLink(options.Bridge);
        if (bridge is null)
        {
            // An address that is nobody's here may be a container's, with its hardware address.
            var mac = IPAddress.TryParse(network.Ipam.Pools[0].Gateway, out var gateway) ? HardwareAddress.For(gateway) : HardwareAddress.Random();
            var request = new NetlinkRequest().AddBridge(options.Bridge, mac, options.Mtu).MarkLink(options.Bridge, MarkOf(network));
            host.Execute(options.CarriesIPv6 ? request.WithoutLinkLocalAddress(options.Bridge) : request);
            return host.FindLink(options.Bridge)!;
        }

        if (bridge.Kind != "bridge")
            throw new GantryException(ErrorKind.Conflict, $"the interface {options.Bridge} exists and is not a bridge");
        if (bridge.Mtu != options.Mtu)
            host.Execute(new NetlinkRequest().SetLinkMtu(bridge.Index, options.Mtu));
        return bridge;
    }
}
