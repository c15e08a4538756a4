namespace Gantry.Compose.Plan.Start;

/// <summary>What a user asked for when containers are started.</summary>
public sealed record StartOptions
{
    /// <summary>Whether it is over only when all services run, and are healthy if their health is checked.</summary>
    public bool Wait { get; init; }
}
