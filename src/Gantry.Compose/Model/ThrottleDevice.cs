namespace Gantry.Compose.Model;

/// <summary>The limit of a device.</summary>
public sealed record ThrottleDevice
{
    /// <summary>The device.</summary>
    public required string Path { get; init; }

    /// <summary>Bytes or operations in a second.</summary>
    public long Rate { get; init; }
}
