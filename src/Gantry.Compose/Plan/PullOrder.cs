namespace Gantry.Compose.Plan;

/// <summary>An image to be fetched.</summary>
/// <param name="Service">The service that wants it.</param>
/// <param name="Image">Its name.</param>
/// <param name="Platform">The platform; empty: the engine's own.</param>
/// <param name="Quiet">Whether only beginning and end are shown.</param>
public sealed record PullOrder(string Service, string Image, string Platform, bool Quiet)
{
    /// <summary>Whether the image can be built where it cannot be fetched.</summary>
    public bool CanBeBuilt { get; init; }
}
