namespace Gantry.Compose.Model;

/// <summary>The weight of a device.</summary>
public sealed record WeightDevice
{
    /// <summary>The device.</summary>
    public required string Path { get; init; }

    /// <summary>The weight from 10 to 1000.</summary>
    public int Weight { get; init; }
}
