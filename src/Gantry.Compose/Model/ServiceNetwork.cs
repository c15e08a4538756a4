using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>How a service's containers are in a network.</summary>
public sealed record ServiceNetwork
{
    /// <summary>Other host names of the containers in this network.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];

    /// <summary>Options of the endpoint for the driver.</summary>
    public IReadOnlyDictionary<string, string> DriverOptions { get; init; } = Project.NoMap;

    /// <summary>The network with the greatest one gives the default gateway.</summary>
    public int GatewayPriority { get; init; }

    /// <summary>The interface's name in the container.</summary>
    public string? InterfaceName { get; init; }

    /// <summary>A fixed IPv4 address.</summary>
    public string? IPv4Address { get; init; }

    /// <summary>A fixed IPv6 address.</summary>
    public string? IPv6Address { get; init; }

    /// <summary>Link-local addresses.</summary>
    public IReadOnlyList<string> LinkLocalIPs { get; init; } = [];

    /// <summary>The interface's MAC address.</summary>
    public string? MacAddress { get; init; }

    /// <summary>The networks with the greatest one are connected first.</summary>
    public int Priority { get; init; }

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
