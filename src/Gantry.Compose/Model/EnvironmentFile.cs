namespace Gantry.Compose.Model;

/// <summary>A file with variables.</summary>
public sealed record EnvironmentFile
{
    /// <summary>The path.</summary>
    public required string Path { get; init; }

    /// <summary>Whether it must be there.</summary>
    public bool Required { get; init; } = true;

    /// <summary><c>raw</c>: values are taken as they are.</summary>
    public string? Format { get; init; }
}
