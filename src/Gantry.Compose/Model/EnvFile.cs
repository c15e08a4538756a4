namespace Gantry.Compose.Model;

/// <summary>A file with environment variables.</summary>
public sealed record EnvFile
{
    /// <summary>The file.</summary>
    public required string Path { get; init; }

    /// <summary>Whether it is an error when the file is missing.</summary>
    public bool Required { get; init; } = true;

    /// <summary>raw takes every value as it stands; null is the .env syntax.</summary>
    public string? Format { get; init; }
}
