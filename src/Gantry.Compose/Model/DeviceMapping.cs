using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>A device of the host in a container.</summary>
public sealed record DeviceMapping
{
    /// <summary>The device's path on the host, or a CDI name.</summary>
    public required string Source { get; init; }

    /// <summary>The device's path in the container.</summary>
    public required string Target { get; init; }

    /// <summary>r, w and m for read, write and mknod.</summary>
    public string Permissions { get; init; } = "rwm";

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
