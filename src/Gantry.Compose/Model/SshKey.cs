namespace Gantry.Compose.Model;

/// <summary>An SSH agent or key of a build.</summary>
public sealed record SshKey
{
    /// <summary>The name the Dockerfile knows.</summary>
    public required string Id { get; init; }

    /// <summary>The socket or the key's file; null: the agent.</summary>
    public string? Path { get; init; }
}
