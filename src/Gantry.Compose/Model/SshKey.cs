namespace Gantry.Compose.Model;

/// <summary>An SSH agent or key a build may use.</summary>
public sealed record SshKey
{
    /// <summary>The name the Dockerfile uses.</summary>
    public required string Id { get; init; }

    /// <summary>The socket or key file; null is the default agent.</summary>
    public string? Path { get; init; }
}
