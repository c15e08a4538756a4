using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>An amount of resources.</summary>
public sealed record Resource
{
    /// <summary>Processors; 0: not said.</summary>
    public double Cpus { get; init; }

    /// <summary>Bytes; 0: not said.</summary>
    public long Memory { get; init; }

    /// <summary>Processes; 0: not said.</summary>
    public long Pids { get; init; }

    /// <summary>Devices.</summary>
    public IReadOnlyList<DeviceRequest> Devices { get; init; } = [];

    /// <summary>Resources of a kind that users name.</summary>
    public IReadOnlyList<GenericResource> GenericResources { get; init; } = [];

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
