using System.Net;

namespace Gantry.Network.Dns;

/// <summary>The endpoints that go by one name on one network. It is never changed but replaced.</summary>
internal sealed class NamedAddresses
{
    private readonly (string Endpoint, IPAddress? V4, IPAddress? V6)[] _holders;
    private int _turn;

    private NamedAddresses((string Endpoint, IPAddress? V4, IPAddress? V6)[] holders)
    {
        _holders = holders;
        IPv4 = [.. holders.Select(holder => holder.V4).OfType<IPAddress>()];
        IPv6 = [.. holders.Select(holder => holder.V6).OfType<IPAddress>()];
    }

    /// <summary>Nobody.</summary>
    public static NamedAddresses None { get; } = new([]);

    /// <summary>Their IPv4 addresses.</summary>
    public IPAddress[] IPv4 { get; }

    /// <summary>Their IPv6 addresses.</summary>
    public IPAddress[] IPv6 { get; }

    /// <summary>Whether nobody goes by the name.</summary>
    public bool IsEmpty => _holders.Length == 0;

    /// <summary>Another number each time: clients that take the first address are spread over all.</summary>
    public int NextTurn() => Interlocked.Increment(ref _turn) & int.MaxValue;

    /// <summary>With one endpoint more.</summary>
    public NamedAddresses With(string endpoint, IPAddress? v4, IPAddress? v6) => new([.. _holders, (endpoint, v4, v6)]);

    /// <summary>With one endpoint less.</summary>
    public NamedAddresses Without(string endpoint) => new([.. _holders.Where(holder => holder.Endpoint != endpoint)]);
}
