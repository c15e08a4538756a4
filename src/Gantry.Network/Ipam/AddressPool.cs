using System.Net;
using System.Net.Sockets;

namespace Gantry.Network.Ipam;

/// <summary>
/// The addresses of one subnet. Like Docker's, the lowest free one is given out, so an address comes back as soon as it is free.
/// </summary>
internal sealed class AddressPool
{
    private readonly Lock _turn = new();
    private readonly HashSet<UInt128> _taken = [];
    private readonly UInt128 _lowest;
    private readonly UInt128 _highest;
    private UInt128 _candidate;

    /// <param name="subnet">The subnet.</param>
    /// <param name="range">The part of it to take addresses from by default; null: all of it.</param>
    public AddressPool(IPNetwork subnet, IPNetwork? range = null)
    {
        Subnet = subnet;
        var part = range ?? subnet;
        var v4 = subnet.BaseAddress.AddressFamily == AddressFamily.InterNetwork;
        var bits = v4 ? 32 : 128;
        var first = AddressNumber.Of(part.BaseAddress);
        var last = first | ((UInt128.One << (bits - part.PrefixLength)) - 1);
        if (bits == part.PrefixLength)
            last = first;
        // The network itself and, in IPv4, its broadcast address belong to nobody; links of two addresses (RFC 3021) use both.
        if (subnet.PrefixLength < bits - 1)
        {
            var network = AddressNumber.Of(subnet.BaseAddress);
            var end = network | ((UInt128.One << (bits - subnet.PrefixLength)) - 1);
            if (first == network)
                first++;
            if (v4 && last == end)
                last--;
        }

        (_lowest, _highest, _candidate) = (first, last, first);
    }

    /// <summary>The subnet.</summary>
    public IPNetwork Subnet { get; }

    /// <summary>Takes the lowest free address; null: there is none.</summary>
    public IPAddress? Take()
    {
        lock (_turn)
        {
            while (_candidate <= _highest && _taken.Contains(_candidate))
                _candidate++;
            if (_candidate > _highest)
                return null;
            _taken.Add(_candidate);
            return AddressNumber.ToAddress(_candidate++, Subnet.BaseAddress.AddressFamily);
        }
    }

    /// <summary>Takes a certain address; false: it is taken already.</summary>
    public bool TryTake(IPAddress address)
    {
        lock (_turn)
            return _taken.Add(AddressNumber.Of(address));
    }

    /// <summary>Gives an address back.</summary>
    public void Release(IPAddress address)
    {
        lock (_turn)
        {
            var number = AddressNumber.Of(address);
            if (_taken.Remove(number) && number >= _lowest && number < _candidate)
                _candidate = number;
        }
    }
}
