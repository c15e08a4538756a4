namespace Gantry.Compose.Plan.Down;

/// <summary>What a user asked for when a project is taken down.</summary>
public sealed record DownOptions
{
    /// <summary>The services that were named; empty: all.</summary>
    public IReadOnlyList<string> Services { get; init; } = [];

    /// <summary>Whether volumes go too.</summary>
    public bool Volumes { get; init; }

    /// <summary>The images that go too, by name.</summary>
    public IReadOnlyList<string> Images { get; init; } = [];

    /// <summary>Whether containers of services that the file does not have go too.</summary>
    public bool RemoveOrphans { get; init; }

    /// <summary>How long a stop may take before the container is killed; null: as long as the container says.</summary>
    public TimeSpan? Timeout { get; init; }
}
