namespace Gantry.Network;

/// <summary>The network a container asks for.</summary>
public sealed record SandboxRequest
{
    /// <summary>Id of the container; a sandbox is found by it.</summary>
    public required string ContainerId { get; init; }

    /// <summary>Name of the container, for error messages.</summary>
    public string ContainerName { get; init; } = "";

    /// <summary>Name or id of a network: <c>bridge</c>, or <c>none</c> for a namespace with a loopback only.</summary>
    public required string NetworkName { get; init; }

    /// <summary>Host name of the container.</summary>
    public required string Hostname { get; init; }

    /// <summary>Hardware address; null: derived from the IPv4 address.</summary>
    public string? MacAddress { get; init; }

    /// <summary>A fixed IPv4 address; null: the lowest free one.</summary>
    public string? IPv4Address { get; init; }

    /// <summary>Ports to publish.</summary>
    public IReadOnlyList<PortRequest> Ports { get; init; } = [];

    /// <summary>Further names in the network's name service.</summary>
    public IReadOnlyList<string> Aliases { get; init; } = [];
}
