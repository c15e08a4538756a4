using System.Collections.Concurrent;
using System.Net;

using Gantry.Network.State;

namespace Gantry.Network.Dns;

/// <summary>The names on one network. One thread changes them at a time, any number reads without waiting.</summary>
/// <param name="network">Name of the network.</param>
internal sealed class NetworkNames(string network)
{
    private readonly ConcurrentDictionary<string, NamedAddresses> _byName = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<IPAddress, string> _byAddress = [];

    /// <summary>Name of the network.</summary>
    public string Network => network;

    /// <summary>Whether nobody is on it.</summary>
    public bool IsEmpty => _byName.IsEmpty;

    /// <summary>Who goes by a name in lower case; null: nobody.</summary>
    public NamedAddresses? Find(ReadOnlySpan<char> name) =>
        _byName.GetAlternateLookup<ReadOnlySpan<char>>().TryGetValue(name, out var found) ? found : null;

    /// <summary>The full name of an address; null: it has none.</summary>
    public string? NameOf(IPAddress address) => _byAddress.TryGetValue(address, out var name) ? $"{name}.{network}" : null;

    /// <summary>Adds an endpoint under all its names; the first is the name of its addresses.</summary>
    public void Add(EndpointDocument endpoint)
    {
        var (v4, v6) = Addresses(endpoint);
        foreach (var name in Keys(endpoint))
            _byName[name] = _byName.GetValueOrDefault(name, NamedAddresses.None).With(endpoint.Id, v4, v6);
        if (endpoint.Names is not [var first, ..])
            return;
        if (v4 is not null)
            _byAddress[v4] = first;
        if (v6 is not null)
            _byAddress[v6] = first;
    }

    /// <summary>Takes an endpoint out.</summary>
    public void Remove(EndpointDocument endpoint)
    {
        foreach (var name in Keys(endpoint))
        {
            var left = _byName.GetValueOrDefault(name, NamedAddresses.None).Without(endpoint.Id);
            if (left.IsEmpty)
                _byName.TryRemove(name, out _);
            else
                _byName[name] = left;
        }

        var (v4, v6) = Addresses(endpoint);
        if (v4 is not null)
            _byAddress.TryRemove(v4, out _);
        if (v6 is not null)
            _byAddress.TryRemove(v6, out _);
    }

    private static IEnumerable<string> Keys(EndpointDocument endpoint) => endpoint.Names.Select(name => name.ToLowerInvariant()).Distinct();

    private static (IPAddress? V4, IPAddress? V6) Addresses(EndpointDocument endpoint) =>
        (endpoint.IPv4Address.Length > 0 ? IPAddress.Parse(endpoint.IPv4Address) : null, endpoint.IPv6Address.Length > 0 ? IPAddress.Parse(endpoint.IPv6Address) : null);
}
