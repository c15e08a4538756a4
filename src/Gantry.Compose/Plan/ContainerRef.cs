namespace Gantry.Compose.Plan;

/// <summary>A container that a step is about: one that is there, or one that an earlier step makes.</summary>
/// <param name="Name">The name it has in the end.</param>
/// <param name="Id">Its id; null where it is yet to be made.</param>
public sealed record ContainerRef(string Name, string? Id)
{
    /// <summary>A container that is there.</summary>
    /// <param name="found">The container.</param>
    public static ContainerRef To(Observed.ObservedContainer found) => new(found.Name, found.Id);

    /// <summary>What it is called where progress is shown.</summary>
    public string Subject => $"Container {Name}";
}
