using System.Net;
using System.Net.Sockets;

using Gantry.Oci.Errors;

namespace Gantry.Network.Networks;

/// <summary>Finds what is wrong with a wish for a network before anything is taken; all faults of the addresses at once, with Docker's texts.</summary>
internal static class RequestChecks
{
    private static readonly string[] Predefined = ["bridge", "host", "none", "default"];

    /// <summary>Whether a name is one of the networks every daemon has.</summary>
    public static bool IsPredefined(string name) => Predefined.Contains(name);

    /// <summary>Checks name and addresses.</summary>
    public static void Check(NetworkRequest request)
    {
        if (IsPredefined(request.Name) || request.Name.StartsWith("container:", StringComparison.Ordinal))
            throw new GantryException(ErrorKind.Denied, $"operation is not permitted on predefined {request.Name} network");
        if (string.IsNullOrWhiteSpace(request.Name))
            throw new GantryException(ErrorKind.Invalid, "invalid name: name is empty");
        if (request.Scope == "swarm")
            throw new GantryException(ErrorKind.Denied, "cannot create a swarm scoped network when swarm is not active");
        if (request.Driver == "overlay")
            throw new GantryException(ErrorKind.Denied, "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again.");
        if (request.Ingress)
            throw new GantryException(ErrorKind.Denied, "Ingress network can only be global scope network");
        if (request.EnableIPv4 == false && request.EnableIPv6 != true && !request.ConfigOnly && request.Driver is "" or "bridge" && request.ConfigFrom.Length == 0)
            throw new GantryException(ErrorKind.Invalid, "IPv4 or IPv6 must be enabled");
        var faults = Faults(request).ToList();
        if (faults.Count > 0)
            throw new GantryException(ErrorKind.Invalid, "invalid network config:\n" + (faults.Count == 1 ? faults[0] : string.Join('\n', faults.Select(fault => "* " + fault))));
    }

    private static IEnumerable<string> Faults(NetworkRequest request)
    {
        foreach (var pool in request.Ipam.Pools)
        {
            if (pool.Subnet.Length == 0)
                continue;
            if (!TryParse(pool.Subnet, out var subnet, out var address))
            {
                yield return $"invalid subnet {pool.Subnet}: invalid CIDR block notation";
                continue;
            }

            if (!subnet.BaseAddress.Equals(address))
                yield return $"invalid subnet {pool.Subnet}: it should be {subnet}";
            if (pool.IPRange.Length > 0)
                foreach (var fault in Range(pool.IPRange, subnet))
                    yield return fault;
            if (pool.Gateway.Length > 0 && Address("gateway", pool.Gateway, subnet) is { } gateway)
                yield return gateway;
            foreach (var (name, value) in pool.AuxiliaryAddresses)
                if (Address($"auxiliary address {name}:", value, subnet) is { } auxiliary)
                    yield return auxiliary;
        }
    }

    private static IEnumerable<string> Range(string text, IPNetwork subnet)
    {
        if (!TryParse(text, out var range, out var address))
            yield return $"invalid ip-range {text}: invalid CIDR block notation";
        else if (range.BaseAddress.AddressFamily != subnet.BaseAddress.AddressFamily)
            yield return $"invalid ip-range {text}: parent subnet is an {Family(subnet)} block";
        else
        {
            if (!range.BaseAddress.Equals(address))
                yield return $"invalid ip-range {text}: it should be {range}";
            if (range.PrefixLength < subnet.PrefixLength)
                yield return $"invalid ip-range {text}: CIDR block is bigger than its parent subnet {subnet}";
            if (!subnet.Contains(range.BaseAddress))
                yield return $"invalid ip-range {text}: parent subnet {subnet} doesn't contain ip-range";
        }
    }

    private static string? Address(string name, string text, IPNetwork subnet)
    {
        if (!IPAddress.TryParse(text, out var address))
            return $"invalid {name} {text}: invalid address";
        if (address.AddressFamily != subnet.BaseAddress.AddressFamily)
            return $"invalid {name} {text}: parent subnet is an {Family(subnet)} block";
        return subnet.Contains(address) ? null : $"invalid {name} {text}: parent subnet {subnet} doesn't contain this address";
    }

    private static string Family(IPNetwork subnet) => subnet.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? "IPv4" : "IPv6";

    private static bool TryParse(string text, out IPNetwork network, out IPAddress address)
    {
        network = default;
        address = IPAddress.Any;
        try
        {
            network = Subnets.Parse(text);
            return IPAddress.TryParse(text.AsSpan(0, text.IndexOf('/', StringComparison.Ordinal)), out address!);
        }
        catch (GantryException)
        {
            return false;
        }
    }
}
