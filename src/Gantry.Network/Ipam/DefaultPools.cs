using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;

using Gantry.Oci.Errors;

namespace Gantry.Network.Ipam;

/// <summary>The subnets networks get that name none: cut from the daemon's blocks, or from Docker's default ones.</summary>
internal sealed class DefaultPools
{
    private readonly IReadOnlyList<(IPNetwork Base, int Size)> _blocks;

    /// <param name="configured">The daemon's blocks; empty: Docker's.</param>
    /// <param name="hostKey">What tells this host from others: it fixes the block of unique local IPv6 addresses (RFC 4193).</param>
    /// <exception cref="GantryException">A block is none.</exception>
    public DefaultPools(IReadOnlyList<DefaultAddressPool> configured, ReadOnlySpan<byte> hostKey)
    {
        List<(IPNetwork Base, int Size)> blocks = [.. configured.Select(Parse)];
        if (blocks.Count == 0)
        {
            for (var second = 17; second < 32; second++)
                blocks.Add((new IPNetwork(new IPAddress([172, (byte)second, 0, 0]), 16), 16));
            blocks.Add((new IPNetwork(new IPAddress([192, 168, 0, 0]), 16), 20));
        }

        if (!blocks.Any(block => block.Base.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6))
            blocks.Add((UniqueLocal(hostKey), 64));
        _blocks = blocks;
    }

    /// <summary>The first default subnet that overlaps none of <paramref name="used"/>.</summary>
    /// <exception cref="GantryException">Every one is in use.</exception>
    public IPNetwork FirstFree(IReadOnlyCollection<IPNetwork> used, bool ipv6 = false)
    {
        foreach (var (block, size) in _blocks)
            if (block.BaseAddress.AddressFamily == AddressFamily.InterNetworkV6 == ipv6)
                foreach (var subnet in Cut(block, size))
                    if (!used.Any(other => Overlap(subnet, other)))
                        return subnet;
        throw new GantryException(ErrorKind.Invalid, "all predefined address pools have been fully subnetted");
    }

    /// <summary>Whether two networks share an address.</summary>
    public static bool Overlap(IPNetwork one, IPNetwork other) =>
        one.BaseAddress.AddressFamily == other.BaseAddress.AddressFamily && (one.Contains(other.BaseAddress) || other.Contains(one.BaseAddress));

    /// <summary>The address a bridge takes in a subnet: the first.</summary>
    public static IPAddress FirstAddress(IPNetwork subnet) => AddressNumber.ToAddress(AddressNumber.Of(subnet.BaseAddress) + 1, subnet.BaseAddress.AddressFamily);

    private static IEnumerable<IPNetwork> Cut(IPNetwork block, int size)
    {
        var family = block.BaseAddress.AddressFamily;
        var bits = family == AddressFamily.InterNetwork ? 32 : 128;
        var first = AddressNumber.Of(block.BaseAddress);
        // More subnets than a host can have networks are not looked at.
        var count = 1L << Math.Min(size - block.PrefixLength, 16);
        for (var i = 0L; i < count; i++)
            yield return new IPNetwork(AddressNumber.ToAddress(first + ((UInt128)i << (bits - size)), family), size);
    }

    private static (IPNetwork, int) Parse(DefaultAddressPool pool)
    {
        if (!IPNetwork.TryParse(pool.Base, out var block))
            throw new GantryException(ErrorKind.Invalid, $"invalid CIDR address: {pool.Base}");
        var bits = block.BaseAddress.AddressFamily == AddressFamily.InterNetwork ? 32 : 128;
        return pool.Size >= block.PrefixLength && pool.Size <= bits
            ? (block, pool.Size)
            : throw new GantryException(ErrorKind.Invalid, $"invalid default address pool {pool.Base}: the size {pool.Size} must be between {block.PrefixLength} and {bits}");
    }

    private static IPNetwork UniqueLocal(ReadOnlySpan<byte> hostKey)
    {
        var address = new byte[16];
        SHA256.HashData(hostKey).AsSpan(0, 5).CopyTo(address.AsSpan(1));
        address[0] = 0xfd;
        return new IPNetwork(new IPAddress(address), 48);
    }
}
