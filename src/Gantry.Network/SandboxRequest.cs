namespace Gantry.Network;

/// <summary>The network a container asks for.</summary>
public sealed record SandboxRequest
{
    /// <summary>Id of the container; a sandbox is found by it.</summary>
    public required string ContainerId { get; init; }

    /// <summary>Name of the container, for error messages.</summary>
    public string ContainerName { get; init; } = "";

    /// <summary>One per network, in the order of the interfaces.</summary>
    public required IReadOnlyList<EndpointRequest> Endpoints { get; init; }

    /// <summary>Whether links get IPv6 addresses where their networks have some.</summary>
    public bool HasIPv6 { get; init; } = true;

    /// <summary>Where an empty network namespace is found that the container gets; null: a new one.</summary>
    public string? NamespacePath { get; init; }

    /// <summary>Ports to publish.</summary>
    public IReadOnlyList<PortRequest> Ports { get; init; } = [];

    /// <summary>Ports the container says it serves, the published ones among them; drivers of other programs are told.</summary>
    public IReadOnlyList<ContainerPort> ExposedPorts { get; init; } = [];

    /// <summary>Whom the container's name service asks what it does not know.</summary>
    public ResolverSettings Resolver { get; init; } = new();
}
