using System.Net;
using System.Net.Sockets;

using Gantry.Engine.Containers;
using Gantry.Network;
using Gantry.Network.Endpoints;
using Gantry.Oci.Errors;

namespace Gantry.Engine.Networks;

/// <summary>Finds what is wrong with a wish for a place on a network; all faults at once, with Docker's texts.</summary>
internal static class EndpointChecks
{
    /// <summary>Checks the wish of a container that is made or started against the network.</summary>
    /// <exception cref="GantryException">Invalid; the text names the network.</exception>
    public static void CheckNew(NetworkInfo network, EndpointConfig wanted)
    {
        try
        {
            Check(network, wanted);
        }
        catch (GantryException e)
        {
            throw new GantryException(e.Kind, $"invalid config for network {network.Name}: {e.Message}", e);
        }
    }

    /// <summary>Checks against the network.</summary>
    /// <exception cref="GantryException">Invalid.</exception>
    public static void Check(NetworkInfo network, EndpointConfig wanted)
    {
        var faults = Faults(network, wanted).ToList();
        if (faults.Count > 0)
            throw new GantryException(ErrorKind.Invalid, $"invalid endpoint settings:\n{(faults.Count == 1 ? faults[0] : string.Join('\n', faults.Select(fault => "* " + fault)))}");
    }

    private static IEnumerable<string> Faults(NetworkInfo network, EndpointConfig wanted)
    {
        var addresses = new[] { (wanted.IPAMConfig?.IPv4Address, AddressFamily.InterNetwork), (wanted.IPAMConfig?.IPv6Address, AddressFamily.InterNetworkV6) }
            .Where(address => address.Item1 is { Length: > 0 }).ToList();
        if (network.Name is "bridge" or "host" or "none")
        {
            if (addresses.Count > 0)
                yield return "user specified IP address is supported on user defined networks only";
            if (wanted.Aliases is { Count: > 0 })
                yield return "network-scoped alias is supported only for containers in user defined networks";
        }

        foreach (var (text, family) in addresses)
            if (!IPAddress.TryParse(text, out var address) || address.AddressFamily != family)
                yield return $"invalid {(family == AddressFamily.InterNetwork ? "IPv4" : "IPv6")} address: {text}";
        foreach (var text in wanted.IPAMConfig?.LinkLocalIPs ?? [])
            if (!IPAddress.TryParse(text, out _))
                yield return $"invalid link-local IP address: {text}";

        // What is no address is in no subnet either, and that is told too.
        foreach (var (text, family) in addresses)
        {
            var pools = network.Ipam.Pools.Where(pool => pool.UserDefined && IPNetwork.Parse(pool.Subnet).BaseAddress.AddressFamily == family).ToList();
            if (pools.Count == 0)
                yield return "user specified IP address is supported only when connecting to networks with user configured subnets";
            else if (!IPAddress.TryParse(text, out var address) || !pools.Any(pool => IPNetwork.Parse(pool.Subnet).Contains(address)))
                yield return $"no configured subnet or ip-range contain the IP address {text}";
        }

        foreach (var fault in InterfaceOptions.Faults(wanted.DriverOpts))
            yield return fault;
    }
}
