using System.Collections.ObjectModel;

using Gantry.Compose.Documents;

namespace Gantry.Compose.Model;

/// <summary>Shares and limits of block devices.</summary>
public sealed record BlkioConfig
{
    /// <summary>The weight, 10 to 1000; 0: not said.</summary>
    public int Weight { get; init; }

    /// <summary>The weight on one device.</summary>
    public IReadOnlyList<WeightDevice> WeightDevice { get; init; } = [];

    /// <summary>Bytes a second that are read.</summary>
    public IReadOnlyList<ThrottleDevice> DeviceReadBps { get; init; } = [];

    /// <summary>Operations a second that read.</summary>
    public IReadOnlyList<ThrottleDevice> DeviceReadIops { get; init; } = [];

    /// <summary>Bytes a second that are written.</summary>
    public IReadOnlyList<ThrottleDevice> DeviceWriteBps { get; init; } = [];

    /// <summary>Operations a second that write.</summary>
    public IReadOnlyList<ThrottleDevice> DeviceWriteIops { get; init; } = [];

    /// <summary>Entries whose names begin with <c>x-</c>.</summary>
    public IReadOnlyDictionary<string, Node> Extensions { get; init; } = ReadOnlyDictionary<string, Node>.Empty;
}
