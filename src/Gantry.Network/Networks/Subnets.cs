using System.Globalization;
using System.Net;
using System.Net.Sockets;

using Gantry.Network.Drivers;
using Gantry.Network.Ipam;
using Gantry.Oci.Errors;

namespace Gantry.Network.Networks;

/// <summary>Takes the subnets of networks from address drivers, at their creation and again after a restart.</summary>
/// <param name="drivers">The address drivers by name.</param>
/// <param name="needsGateway">Whether a network's subnets of a family are to get a gateway where they name none.</param>
internal sealed class Subnets(DriverTable<IIpamDriver> drivers, Func<NetworkInfo, bool, bool> needsGateway)
{
    private static readonly SortedDictionary<string, string> NoOptions = [];

    /// <summary>The driver of a network.</summary>
    public IIpamDriver DriverOf(NetworkInfo network) => drivers[network.Ipam.Driver];

    /// <summary>Takes what a network asks for and, for a family it names no subnet of, a default one.</summary>
    /// <param name="network">The network.</param>
    /// <param name="undo">Takes what gives the subnets back.</param>
    public NetworkInfo Take(NetworkInfo network, Stack<Action> undo)
    {
        List<IpamPool> wanted = [.. network.Ipam.Pools.Where(pool => pool.Subnet.Length == 0 || (pool.IsIPv6 ? network.EnableIPv6 : network.EnableIPv4))];
        if (network.EnableIPv4 && !wanted.Any(pool => !pool.IsIPv6))
            wanted.Insert(0, new IpamPool("", ""));
        if (network.EnableIPv6 && !wanted.Any(pool => pool.IsIPv6))
            wanted.Add(new IpamPool("", ""));
        var ipv6 = !network.EnableIPv4;
        var taken = new List<IpamPool>();
        foreach (var pool in wanted)
        {
            taken.Add(Take(network, pool, pool.Subnet.Length > 0 ? pool.IsIPv6 : ipv6 || taken.Any(p => !p.IsIPv6), undo));
        }

        var driver = DriverOf(network);
        return network with { Ipam = network.Ipam with { Pools = taken, RequiresReplay = driver.IsRemote && driver.NeedsReplay } };
    }

    /// <summary>Takes the subnets of a network that is there already.</summary>
    public void Retake(NetworkInfo network)
    {
        if (DriverOf(network).IsRemote && !network.Ipam.RequiresReplay)
            return;
        var undo = new Stack<Action>();
        foreach (var pool in network.Ipam.Pools)
            Take(network, pool, pool.IsIPv6, undo);
    }

    /// <summary>Gives the subnets of a network back.</summary>
    public void Release(NetworkInfo network)
    {
        var driver = DriverOf(network);
        foreach (var pool in network.Ipam.Pools)
        {
            if (IPAddress.TryParse(pool.Gateway, out var gateway))
                driver.ReleaseAddress(pool.PoolId, gateway);
            foreach (var address in pool.AuxiliaryAddresses.Values)
                driver.ReleaseAddress(pool.PoolId, IPAddress.Parse(address));
            driver.ReleasePool(pool.PoolId);
        }
    }

    private IpamPool Take(NetworkInfo network, IpamPool pool, bool ipv6, Stack<Action> undo)
    {
        var driver = DriverOf(network);
        var options = network.Ipam.Options is { } given ? new SortedDictionary<string, string>(given.ToDictionary()) : NoOptions;
        var allocated = driver.RequestPool(new PoolRequest(Network(pool.Subnet), Network(pool.IPRange), ipv6, options));
        undo.Push(() => driver.ReleasePool(allocated.Id));
        var gateway = pool.Gateway.Length == 0 ? allocated.Gateway : null;
        if (gateway is null && (pool.Gateway.Length > 0 || needsGateway(network, ipv6)))
        {
            Attempt("failed to allocate gateway (" + pool.Gateway + ")", () =>
                gateway = driver.RequestAddress(allocated.Id, pool.Gateway.Length > 0 ? IPAddress.Parse(pool.Gateway) : null, AddressPurpose.Gateway));
            undo.Push(() => driver.ReleaseAddress(allocated.Id, gateway!));
        }

        foreach (var (name, address) in pool.AuxiliaryAddresses)
        {
            Attempt($"failed to allocate secondary ip address ({name}:{address})", () => driver.RequestAddress(allocated.Id, IPAddress.Parse(address), AddressPurpose.Auxiliary));
            undo.Push(() => driver.ReleaseAddress(allocated.Id, IPAddress.Parse(address)));
        }

        return pool with
        {
            Subnet = allocated.Subnet.ToString(),
            Gateway = gateway is null || gateway.Equals(IPAddress.Any) ? "" : gateway.ToString(),
            PoolId = allocated.Id,
            AddressSpace = allocated.AddressSpace,
            GatewayChosen = pool.GatewayChosen || (pool.UserDefined && pool.Gateway.Length == 0),
        };
    }

    private static void Attempt(string what, Action step)
    {
        try
        {
            step();
        }
        catch (GantryException e)
        {
            throw new GantryException(e.Kind, $"{what}: {e.Message}", e);
        }
    }

    private static IPNetwork? Network(string text) => text.Length == 0 ? null : Parse(text);

    /// <summary>Reads a network, host bits cleared.</summary>
    public static IPNetwork Parse(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        if (slash < 0 || !IPAddress.TryParse(text[..slash], out var address)
            || !int.TryParse(text[(slash + 1)..], NumberStyles.None, CultureInfo.InvariantCulture, out var length)
            || length > (address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128))
            throw new GantryException(ErrorKind.Invalid, $"invalid CIDR address: {text}");
        var bits = address.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        var mask = length == 0 ? UInt128.Zero : UInt128.MaxValue << (bits - length);
        return new IPNetwork(AddressNumber.ToAddress(AddressNumber.Of(address) & mask, address.AddressFamily), length);
    }
}
