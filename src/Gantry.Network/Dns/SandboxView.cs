using System.Collections.Frozen;
using System.Globalization;
using System.Net;

using Gantry.Network.State;

namespace Gantry.Network.Dns;

/// <summary>What one sandbox sees of the names: those on its networks, and links only it knows. It is never changed but replaced.</summary>
internal sealed class SandboxView
{
    private readonly Place[] _places;

    private SandboxView(Place[] places, bool reachesOutside)
    {
        _places = places;
        ReachesOutside = reachesOutside;
    }

    /// <summary>Whether the sandbox has a way out; one that has none must not reach the world through the host's name servers.</summary>
    public bool ReachesOutside { get; }

    /// <summary>Makes the view of a sandbox.</summary>
    public static SandboxView Of(SandboxDocument sandbox, IEnumerable<(EndpointDocument Endpoint, NetworkNames Names)> places) => new(
        [.. places.OrderByDescending(place => place.Endpoint.GatewayPriority).ThenBy(place => place.Endpoint.NetworkName, StringComparer.Ordinal)
            .Select(place => new Place(place.Names, Links(place.Endpoint)))],
        sandbox.Endpoints.Any(endpoint => endpoint.ReachesOutside));

    /// <summary>
    /// Finds a name in lower case. It may end in a network's name, and both may have dots: for <c>a.b.c</c> first the whole is tried on all
    /// networks, then <c>a.b</c> on network <c>c</c>, then <c>a</c> on network <c>b.c</c>. The first network that knows the name answers.
    /// </summary>
    public NamedAddresses? Find(ReadOnlySpan<char> name)
    {
        for (var length = name.Length; length > 0; length = name[..length].LastIndexOf('.'))
        {
            var network = length < name.Length ? name[(length + 1)..] : default;
            if (Find(name[..length], network, viaLinks: true) is { } linked)
                return linked;
            if (Find(name[..length], network, viaLinks: false) is { } found)
                return found;
        }

        return null;
    }

    /// <summary>The full name of the address a reverse lookup asks for (<c>2.0.18.172.in-addr.arpa</c>); null: it has none here.</summary>
    public string? NameOf(ReadOnlySpan<char> reverse)
    {
        if (ParseReverse(reverse) is { } address)
            foreach (var place in _places)
                if (place.Names.NameOf(address) is { } name)
                    return name;
        return null;
    }

    private NamedAddresses? Find(ReadOnlySpan<char> name, ReadOnlySpan<char> network, bool viaLinks)
    {
        foreach (var place in _places)
        {
            if (network.Length > 0 && !network.Equals(place.Names.Network, StringComparison.OrdinalIgnoreCase))
                continue;
            var target = place.Links.Count > 0 && place.Links.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var link) ? link : null;
            // A link hides what else goes by its name on the network.
            if (viaLinks == (target is not null) && place.Names.Find(target ?? name) is { } found)
                return found;
        }

        return null;
    }

    private static IPAddress? ParseReverse(ReadOnlySpan<char> text)
    {
        const string v4 = ".in-addr.arpa", v6 = ".ip6.arpa";
        Span<byte> octets = stackalloc byte[16];
        var count = 0;
        if (text.EndsWith(v4, StringComparison.Ordinal))
        {
            foreach (var part in text[..^v4.Length].Split('.'))
                if (count == 4 || !byte.TryParse(text[..^v4.Length][part], NumberStyles.None, CultureInfo.InvariantCulture, out octets[3 - count++]))
                    return null;
            return count == 4 ? new IPAddress(octets[..4]) : null;
        }

        if (!text.EndsWith(v6, StringComparison.Ordinal) || text.Length != v6.Length + 63)
            return null;
        for (; count < 32; count++)
        {
            if (!byte.TryParse(text.Slice(count * 2, 1), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var digit))
                return null;
            octets[15 - count / 2] |= (byte)(count % 2 == 0 ? digit : digit << 4);
        }

        return new IPAddress(octets);
    }

    private static FrozenDictionary<string, string> Links(EndpointDocument endpoint) =>
        endpoint.Links.DistinctBy(link => link.Key.ToLowerInvariant()).ToFrozenDictionary(link => link.Key.ToLowerInvariant(), link => link.Value.ToLowerInvariant());

    /// <summary>An endpoint's network as its sandbox sees it.</summary>
    private sealed record Place(NetworkNames Names, FrozenDictionary<string, string> Links);
}
