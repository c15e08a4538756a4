namespace Gantry.Network.State;

/// <summary>
/// A container's network as it is stored. The document is written before the first kernel object is made and removed after the
/// last one is out of use, so whatever the kernel holds without a document is to be removed.
/// </summary>
internal sealed record SandboxDocument
{
    /// <summary>Id, 64 hexadecimal digits.</summary>
    public required string Id { get; init; }

    /// <summary>Id of the container.</summary>
    public required string ContainerId { get; init; }

    /// <summary>Name of the container when the sandbox was made.</summary>
    public string ContainerName { get; init; } = "";

    /// <summary>File the namespace is mounted on; empty: the host's namespace.</summary>
    public string NamespacePath { get; init; } = "";

    /// <summary>One per network.</summary>
    public IReadOnlyList<EndpointDocument> Endpoints { get; init; } = [];

    /// <summary>Whether links get IPv6 addresses where their networks have some.</summary>
    public bool HasIPv6 { get; init; } = true;

    /// <summary>Ports the container wants published.</summary>
    public IReadOnlyList<PortRequest> WantedPorts { get; init; } = [];

    /// <summary>Ports the container says it serves.</summary>
    public IReadOnlyList<ContainerPort> ExposedPorts { get; init; } = [];

    /// <summary>Published ports in force.</summary>
    public IReadOnlyList<PortBinding> Ports { get; init; } = [];

    /// <summary>Whom its name service asks.</summary>
    public ResolverSettings Resolver { get; init; } = new();

    /// <summary>Port of its name service inside; 0: it has none.</summary>
    public int ResolverPort { get; init; }

    /// <summary>The sandbox as others see it.</summary>
    public Sandbox ToSandbox() => new(Id, NamespacePath, [.. Endpoints.Select(endpoint => endpoint.ToInfo())], Ports) { ContainerId = ContainerId };
}
