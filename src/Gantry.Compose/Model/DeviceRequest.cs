namespace Gantry.Compose.Model;

/// <summary>A request for devices such as GPUs.</summary>
public sealed record DeviceRequest
{
    /// <summary>What they can do.</summary>
    public IReadOnlyList<string> Capabilities { get; init; } = [];

    /// <summary>The driver.</summary>
    public string? Driver { get; init; }

    /// <summary>How many; -1: all.</summary>
    public long Count { get; init; }

    /// <summary>Which ones.</summary>
    public IReadOnlyList<string> Ids { get; init; } = [];

    /// <summary>Options for the driver.</summary>
    public IReadOnlyDictionary<string, string> Options { get; init; } = None.Text;
}
