namespace Gantry.Compose.Model;

/// <summary>Devices to be found by a driver.</summary>
public sealed record DeviceRequest
{
    /// <summary>What the devices must be able to do.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>The driver.</summary>
    public string? Driver { get; init; }

    /// <summary>How many; -1 is all.</summary>
    public long Count { get; init; }

    /// <summary>The devices by identity.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>Options of the driver.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = Project.NoMap;
}
