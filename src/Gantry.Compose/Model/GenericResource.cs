namespace Gantry.Compose.Model;

/// <summary>A countable resource only the cluster knows.</summary>
public sealed record GenericResource
{
    /// <summary>The resource's name.</summary>
    public string? Kind { get; init; }

    /// <summary>How many of it.</summary>
    public long Value { get; init; }
}
