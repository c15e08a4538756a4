using System.Net;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Networks;

/// <summary>Sorts the ranges, gateways and taken addresses a user typed to the subnets they lie in.</summary>
internal static class AddressPools
{
    /// <param name="subnets">Subnets as typed.</param>
    /// <param name="ranges">Parts of them to give addresses from.</param>
    /// <param name="gateways">Their gateways.</param>
    /// <param name="auxiliary">Addresses that are taken, by name.</param>
    /// <exception cref="CliException">Subnets overlap, or something lies in none of them or a second time in one.</exception>
    public static IReadOnlyList<AddressPool>? Of(
        IReadOnlyList<string> subnets, IReadOnlyList<string> ranges, IReadOnlyList<string> gateways, IReadOnlyDictionary<string, string> auxiliary)
    {
        if (subnets.Count < ranges.Count || subnets.Count < gateways.Count)
            throw new CliException("every ip-range or gateway must have a corresponding subnet");
        var pools = new SortedDictionary<string, AddressPool>(StringComparer.Ordinal);
        foreach (var subnet in subnets)
        {
            if (pools.Keys.Any(other => Contains(other, Address(subnet)) || Contains(subnet, Address(other))))
                throw new CliException("multiple overlapping subnet configuration is not supported");
            pools[subnet] = new AddressPool { Subnet = subnet };
        }

        foreach (var range in ranges)
        {
            var subnet = Find(pools, Address(range)) ?? throw new CliException($"no matching subnet for range {range}");
            pools[subnet] = pools[subnet].IPRange is null
                ? pools[subnet] with { IPRange = range }
                : throw new CliException($"cannot configure multiple ranges ({range}, {pools[subnet].IPRange}) on the same subnet ({subnet})");
        }

        foreach (var gateway in gateways)
        {
            var subnet = Find(pools, gateway) ?? throw new CliException($"no matching subnet for gateway {gateway}");
            pools[subnet] = pools[subnet].Gateway is null
                ? pools[subnet] with { Gateway = gateway }
                : throw new CliException($"cannot configure multiple gateways ({gateway}, {pools[subnet].Gateway}) for the same subnet ({subnet})");
        }

        foreach (var (name, address) in auxiliary)
        {
            var subnet = Find(pools, address) ?? throw new CliException($"no matching subnet for aux-address {address}");
            pools[subnet] = pools[subnet] with { Auxiliary = new SortedDictionary<string, string>(Taken(pools[subnet]), StringComparer.Ordinal) { [name] = address } };
        }

        return [.. pools.Values];
    }

    private static Dictionary<string, string> Taken(AddressPool pool) => pool.Auxiliary is null ? [] : new(pool.Auxiliary);

    private static string? Find(SortedDictionary<string, AddressPool> pools, string address) => pools.Keys.FirstOrDefault(subnet => Contains(subnet, address));

    private static string Address(string network) => network.Split('/')[0];

    /// <summary>A subnet that is none contains nothing: what is wrong with it is the engine's to say.</summary>
    private static bool Contains(string subnet, string address) =>
        subnet.Split('/') is [var start, var bits] && IPAddress.TryParse(start, out var first) && int.TryParse(bits, out var length)
        && IPAddress.TryParse(address, out var asked) && asked.AddressFamily == first.AddressFamily && Same(first.GetAddressBytes(), asked.GetAddressBytes(), length);

    private static bool Same(byte[] one, byte[] other, int bits)
    {
        if (bits < 0 || bits > one.Length * 8)
            return false;
        for (var bit = 0; bit < bits; bit++)
        {
            if (((one[bit / 8] ^ other[bit / 8]) & (0x80 >> (bit % 8))) != 0)
                return false;
        }

        return true;
    }
}
