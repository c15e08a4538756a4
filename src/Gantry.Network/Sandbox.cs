namespace Gantry.Network;

/// <summary>A container's network namespace and what is in it.</summary>
/// <param name="Id">Id of the sandbox, 64 hexadecimal digits.</param>
/// <param name="NamespacePath">File the network namespace is mounted on.</param>
/// <param name="Endpoints">One per network.</param>
/// <param name="Ports">Published ports.</param>
public sealed record Sandbox(string Id, string NamespacePath, IReadOnlyList<EndpointInfo> Endpoints, IReadOnlyList<PortBinding> Ports)
{
    /// <summary>Id of the container.</summary>
    public required string ContainerId { get; init; }
}
