using System.Net;

using Gantry.Network.Drivers;
using Gantry.Network.Ipam;
using Gantry.Network.Networks;
using Gantry.Network.State;
using Gantry.Oci.Errors;

namespace Gantry.Network.Endpoints;

/// <summary>Plans endpoints: takes addresses, has the driver name the links. Nothing is made in the kernel.</summary>
/// <param name="subnets">Where addresses come from.</param>
internal sealed class EndpointPlanner(Subnets subnets)
{
    /// <summary>Plans one.</summary>
    /// <param name="sandbox">The sandbox it is for, with the endpoints it has already.</param>
    /// <param name="request">What is wanted.</param>
    /// <param name="live">The network.</param>
    /// <param name="driver">Its driver.</param>
    /// <param name="undo">Takes what gives everything back.</param>
    public EndpointDocument Plan(
        SandboxDocument sandbox, EndpointRequest request, LiveNetwork live, INetworkDriver driver, Stack<Action> undo)
    {
        var containerId = sandbox.ContainerId;
        var network = live.Info;
        if (network.ConfigOnly)
            throw new GantryException(ErrorKind.Denied, "cannot create endpoint on configuration-only network");
        if (!live.TryEnter(containerId))
            throw new GantryException(ErrorKind.NotFound, $"network {network.Name} not found");
        undo.Push(() => live.Leave(containerId));
        foreach (var text in request.LinkLocalAddresses)
            if (!IsLinkLocal(IPAddress.Parse(text)))
                throw new GantryException(ErrorKind.Invalid, $"invalid link local IP address: {text}");
        var endpoint = new EndpointDocument
        {
            Id = Identifier.New(),
            NetworkId = network.Id,
            NetworkName = network.Name,
            Names = request.Names,
            Links = request.Links,
            DriverOptions = request.DriverOptions,
            GatewayPriority = request.GatewayPriority,
            LinkLocalAddresses = request.LinkLocalAddresses,
            MacAddress = request.MacAddress.Length == 0 ? "" : HardwareAddress.Format(HardwareAddress.Parse(request.MacAddress)),
            HasChosenMacAddress = request.MacAddress.Length > 0,
            Publishes = sandbox.WantedPorts.Count > 0 && driver.PublishesPorts && !network.Internal,
            ReachesOutside = driver.HasAddresses && !network.Internal,
        };
        if (driver.HasAddresses && subnets.DriverOf(network) is not NullIpam)
        {
            if (endpoint.MacAddress.Length == 0 && subnets.DriverOf(network).NeedsHardwareAddress)
                endpoint = endpoint with { MacAddress = HardwareAddress.Format(HardwareAddress.Random()) };
            if (network.EnableIPv4 && TakeAddress(network, request.IPv4Address, endpoint.MacAddress, false, undo) is var (pool, address))
                endpoint = endpoint with
                {
                    IPv4Address = address.ToString(),
                    IPv4PrefixLength = IPNetwork.Parse(pool.Subnet).PrefixLength,
                    IPv4Gateway = network.Internal ? "" : pool.Gateway,
                    IPv4Pool = pool.PoolId,
                };
            if (network.EnableIPv6 && sandbox.HasIPv6 && TakeAddress(network, request.IPv6Address, endpoint.MacAddress, true, undo) is var (pool6, address6))
                endpoint = endpoint with
                {
                    IPv6Address = address6.ToString(),
                    IPv6PrefixLength = IPNetwork.Parse(pool6.Subnet).PrefixLength,
                    IPv6Gateway = network.Internal ? "" : pool6.Gateway,
                    IPv6Pool = pool6.PoolId,
                };
        }

        endpoint = driver.CreateEndpoint(network, endpoint);
        return endpoint.Interface.Length == 0 ? endpoint : endpoint with { Interface = InterfaceOptions.NameOf(request.DriverOptions) ?? FreeName(endpoint.Interface, [.. sandbox.Endpoints.Select(other => other.Interface)]) };
    }

    /// <summary>The first name of a kind that no link has; one that was given back is given out again, as Docker does.</summary>
    private static string FreeName(string kind, IReadOnlyCollection<string> taken)
    {
        var number = 0;
        while (taken.Contains($"{kind}{number}"))
            number++;
        return $"{kind}{number}";
    }

    /// <summary>RFC 3927 and RFC 4291, 2.5.6.</summary>
    private static bool IsLinkLocal(IPAddress address) => address.IsIPv6LinkLocal || address.GetAddressBytes() is [169, 254, _, _];

    /// <summary>Takes the addresses of an endpoint that is there already.</summary>
    public void Retake(NetworkInfo network, EndpointDocument endpoint)
    {
        var driver = subnets.DriverOf(network);
        if (driver.IsRemote && !network.Ipam.RequiresReplay)
            return;
        if (endpoint.IPv4Pool.Length > 0)
            driver.RequestAddress(endpoint.IPv4Pool, IPAddress.Parse(endpoint.IPv4Address), AddressPurpose.Endpoint, endpoint.MacAddress);
        if (endpoint.IPv6Pool.Length > 0)
            driver.RequestAddress(endpoint.IPv6Pool, IPAddress.Parse(endpoint.IPv6Address), AddressPurpose.Endpoint, endpoint.MacAddress);
    }

    /// <summary>Gives the addresses of an endpoint back.</summary>
    public void Release(NetworkInfo network, EndpointDocument endpoint)
    {
        var driver = subnets.DriverOf(network);
        if (endpoint.IPv4Address.Length > 0)
            driver.ReleaseAddress(endpoint.IPv4Pool, IPAddress.Parse(endpoint.IPv4Address));
        if (endpoint.IPv6Address.Length > 0)
            driver.ReleaseAddress(endpoint.IPv6Pool, IPAddress.Parse(endpoint.IPv6Address));
    }

    private (IpamPool Pool, IPAddress Address)? TakeAddress(NetworkInfo network, string wanted, string hardwareAddress, bool ipv6, Stack<Action> undo)
    {
        var driver = subnets.DriverOf(network);
        var fixedAddress = wanted.Length == 0 ? null : IPAddress.Parse(wanted);
        foreach (var pool in network.Ipam.Pools)
        {
            if (pool.IsIPv6 != ipv6 || (fixedAddress is not null && !IPNetwork.Parse(pool.Subnet).Contains(fixedAddress)))
                continue;
            try
            {
                var address = driver.RequestAddress(pool.PoolId, fixedAddress, AddressPurpose.Endpoint, hardwareAddress);
                undo.Push(() => driver.ReleaseAddress(pool.PoolId, address));
                return (pool, address);
            }
            catch (GantryException) when (fixedAddress is null)
            {
                // The next pool may have one.
            }
        }

        throw fixedAddress is null
            ? new GantryException(ErrorKind.Internal, $"no available {(ipv6 ? "IPv6" : "IPv4")} addresses on this network's address pools: {network.Name} ({network.Id})")
            : new GantryException(ErrorKind.Invalid, $"no configured subnet contains IP address {wanted}");
    }
}
