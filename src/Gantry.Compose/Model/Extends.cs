namespace Gantry.Compose.Model;

/// <summary>The service another one extends.</summary>
public sealed record Extends
{
    /// <summary>The file with the service; null is the same file.</summary>
    public string? File { get; init; }

    /// <summary>The service.</summary>
    public required string Service { get; init; }
}
