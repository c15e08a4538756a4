using Gantry.Compose.Tree;

namespace Gantry.Compose.Model;

/// <summary>Limits of block device access.</summary>
public sealed record BlkioConfig
{
    /// <summary>The weight from 10 to 1000; 0 is none.</summary>
    public int Weight { get; init; }

    /// <summary>Weights of devices.</summary>
    public IReadOnlyList<WeightDevice> WeightDevice { get; init; } = [];

    /// <summary>Limits of bytes read in a second.</summary>
    public IReadOnlyList<ThrottleDevice> DeviceReadBps { get; init; } = [];

    /// <summary>Limits of reads in a second.</summary>
    public IReadOnlyList<ThrottleDevice> DeviceReadIops { get; init; } = [];

    /// <summary>Limits of bytes written in a second.</summary>
    public IReadOnlyList<ThrottleDevice> DeviceWriteBps { get; init; } = [];

    /// <summary>Limits of writes in a second.</summary>
    public IReadOnlyList<ThrottleDevice> DeviceWriteIops { get; init; } = [];

    /// <summary>The x- attributes.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = new Dictionary<string, Node>();
}
