namespace Gantry.Compose.Execute;

/// <summary>Something that happened to a container of a project.</summary>
/// <param name="Id">The container.</param>
/// <param name="Action">What: <c>create</c>, <c>start</c>, <c>die</c>, <c>health_status: healthy</c> and the like.</param>
/// <param name="Attributes">The container's name and labels, and what belongs to the event.</param>
public sealed record ContainerEvent(string Id, string Action, IReadOnlyDictionary<string, string> Attributes)
{
    /// <summary>When, in nanoseconds since 1970.</summary>
    public long Time { get; init; }
}
