using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>How a service is connected to a network.</summary>
public sealed record ServiceNetwork
{
    /// <summary>Further names on this network.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Networks are connected in falling order of this.</summary>
    public int Priority { get; init; }

    /// <summary>The network with the highest gives the default route.</summary>
    public int GatewayPriority { get; init; }

    /// <summary>A fixed IPv4 address.</summary>
    public string? IPv4Address { get; init; }

    /// <summary>A fixed IPv6 address.</summary>
    public string? IPv6Address { get; init; }

    /// <summary>Further addresses of the link.</summary>
    public IReadOnlyList<string> LinkLocalIPs { get; init; } = [];

    /// <summary>A fixed hardware address.</summary>
    public string? MacAddress { get; init; }

    /// <summary>The interface's name inside the container.</summary>
    public string? InterfaceName { get; init; }

    /// <summary>Options for the network's driver.</summary>
    public IReadOnlyDictionary<string, string> DriverOptions { get; init; } = None.Text;

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
