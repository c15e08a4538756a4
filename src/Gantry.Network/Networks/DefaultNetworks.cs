using System.Globalization;
using System.Net;
using System.Net.Sockets;

using Gantry.Linux.Netlink;
using Gantry.Network.Drivers;
using Gantry.Network.Ipam;
using Gantry.Oci.Errors;

namespace Gantry.Network.Networks;

/// <summary>The networks every daemon has: <c>bridge</c> (unless it is to have no default network), <c>host</c> and <c>none</c>.</summary>
internal static class DefaultNetworks
{
    /// <summary>The networks as the daemon's options want them, with the ids and the subnet they had before.</summary>
    /// <param name="options">The daemon's options.</param>
    /// <param name="stored">The networks known from before.</param>
    /// <param name="host">A netlink socket in the host's namespace, to see which subnets are in use.</param>
    /// <param name="pools">Where a subnet is chosen from.</param>
    /// <param name="now">The time, for networks that are new.</param>
    public static List<NetworkInfo> Plan(NetworkOptions options, IReadOnlyList<NetworkInfo> stored, NetlinkSocket host, DefaultPools pools, DateTimeOffset now)
    {
        NetworkInfo Fixed(string name, string driver) => stored.FirstOrDefault(network => network.Name == name)
            ?? new NetworkInfo { Id = Identifier.New(), Name = name, Driver = driver, Created = now };

        if (options.BridgeName == NetworkOptions.NoBridge)
            return [Fixed("host", "host"), Fixed("none", "null")];
        if (!options.MakesBridge && host.FindLink(options.BridgeName) is null)
            throw new GantryException(
                ErrorKind.Denied, $"error creating default \"bridge\" network: bridge device with non default name {options.BridgeName} must be created manually");
        var bridge = Fixed("bridge", "bridge");
        var others = stored.Where(network => network.Id != bridge.Id).SelectMany(network => network.Ipam.Pools).Where(pool => pool.PoolId.Length > 0)
            .Select(pool => IPNetwork.Parse(pool.Subnet)).ToList();
        var (subnet, gateway) = Subnet(options, bridge, host, pools, others);
        bridge = bridge with
        {
            EnableIPv6 = options.EnableIPv6,
            Ipam = new IpamInfo
            {
                Pools =
                [
                    new IpamPool(subnet.ToString(), gateway.ToString()) { PoolId = subnet.ToString(), IPRange = options.FixedCidr },
                    .. options.EnableIPv6 ? [IPv6Pool(options, bridge, pools, others)] : (IpamPool[])[],
                ],
            },
            Options = new SortedDictionary<string, string>
            {
                [BridgeOptions.DefaultBridgeKey] = "true",
                [BridgeOptions.InterContainerKey] = options.EnableIcc ? "true" : "false",
                [BridgeOptions.MasqueradeKey] = options.EnableIpMasquerade ? "true" : "false",
                [BridgeOptions.HostBindingKey] = options.DefaultHostAddress.Length == 0 ? "0.0.0.0" : options.DefaultHostAddress,
                [BridgeOptions.BridgeKey] = options.BridgeName,
                [BridgeOptions.MtuKey] = options.Mtu.ToString(CultureInfo.InvariantCulture),
            },
        };
        return [bridge, Fixed("host", "host"), Fixed("none", "null")];
    }

    private static (IPNetwork Subnet, IPAddress Gateway) Subnet(
        NetworkOptions options, NetworkInfo before, NetlinkSocket host, DefaultPools pools, List<IPNetwork> others)
    {
        if (options.Bip is { Length: > 0 } bip)
            return ParseBridgeAddress(bip);

        var index = host.FindLink(options.BridgeName)?.Index ?? 0;
        List<IPNetwork> used =
        [
            .. others,
            .. host.Routes().Where(route => route.Index != index).Select(route => route.Destination),
            .. host.Addresses().Where(address => address.Index != index).Select(address => address.Network),
        ];
        if (before.Ipam.Pools is [var pool, ..] && IPNetwork.Parse(pool.Subnet) is var subnet && (index != 0 || !used.Any(other => DefaultPools.Overlap(subnet, other))))
            return (subnet, IPAddress.Parse(pool.Gateway));
        foreach (var address in host.Addresses())
            if (address.Index == index && address.Address.AddressFamily == AddressFamily.InterNetwork)
                return (address.Network, address.Address);
        var free = pools.FirstFree(used);
        return (free, DefaultPools.FirstAddress(free));
    }

    private static IpamPool IPv6Pool(NetworkOptions options, NetworkInfo before, DefaultPools pools, List<IPNetwork> others)
    {
        if (options.FixedCidrV6.Length == 0 && before.Ipam.Pools.FirstOrDefault(pool => pool.IsIPv6) is { } known)
            return known;
        var subnet = options.FixedCidrV6.Length > 0 ? Subnets.Parse(options.FixedCidrV6) : pools.FirstFree(others, ipv6: true);
        return new IpamPool(subnet.ToString(), DefaultPools.FirstAddress(subnet).ToString()) { PoolId = subnet.ToString() };
    }

    private static (IPNetwork Subnet, IPAddress Gateway) ParseBridgeAddress(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0
            || !IPAddress.TryParse(text[..slash], out var address) || address.AddressFamily != AddressFamily.InterNetwork
            || !int.TryParse(text[(slash + 1)..], CultureInfo.InvariantCulture, out var length) || length is < 1 or > 30)
            throw new GantryException(ErrorKind.Invalid, $"invalid bridge IP address {text}: an IPv4 address with a prefix length is wanted, for example 172.17.0.1/16");
        var mask = uint.MaxValue << (32 - length);
        var number = BitConverter.ToUInt32([.. address.GetAddressBytes().Reverse()]) & mask;
        return (new IPNetwork(new IPAddress([.. BitConverter.GetBytes(number).Reverse()]), length), address);
    }
}
