using System.Net;

using Gantry.Oci.Errors;

namespace Gantry.Network.Ipam;

/// <summary>The subnets networks get that name none: Docker's default address pools.</summary>
internal static class DefaultPools
{
    /// <summary>The first default subnet that overlaps none of <paramref name="used"/>.</summary>
    /// <exception cref="GantryException">Every one is in use.</exception>
    public static IPNetwork FirstFree(IReadOnlyCollection<IPNetwork> used)
    {
        foreach (var subnet in Subnets())
            if (!used.Any(other => Overlap(subnet, other)))
                return subnet;
        throw new GantryException(ErrorKind.Internal, "all predefined address pools have been fully subnetted");
    }

    /// <summary>Whether two networks share an address.</summary>
    public static bool Overlap(IPNetwork one, IPNetwork other) =>
        one.BaseAddress.AddressFamily == other.BaseAddress.AddressFamily && (one.Contains(other.BaseAddress) || other.Contains(one.BaseAddress));

    /// <summary>The address a bridge takes in a subnet: the first.</summary>
    public static IPAddress FirstAddress(IPNetwork subnet)
    {
        var bytes = subnet.BaseAddress.GetAddressBytes();
        bytes[^1]++;
        return new IPAddress(bytes);
    }

    private static IEnumerable<IPNetwork> Subnets()
    {
        for (var second = 17; second < 32; second++)
            yield return new IPNetwork(new IPAddress([172, (byte)second, 0, 0]), 16);
        for (var third = 0; third < 256; third += 16)
            yield return new IPNetwork(new IPAddress([192, 168, (byte)third, 0]), 20);
    }
}
