using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>An amount of resources.</summary>
public sealed record Resource
{
    /// <summary>Processors, with fractions; 0 is none.</summary>
    public double Cpus { get; init; }

    /// <summary>Memory in bytes; 0 is none.</summary>
    public long Memory { get; init; }

    /// <summary>Processes; 0 is none.</summary>
    public long Pids { get; init; }

    /// <summary>Devices.</summary>
    public IReadOnlyList<DeviceRequest> Devices { get; init; } = [];

    /// <summary>Resources only the cluster knows.</summary>
    public IReadOnlyList<GenericResource> GenericResources { get; init; } = [];

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
