namespace Gantry.Compose.Plan;

/// <summary>An image is fetched.</summary>
/// <param name="Order">Which.</param>
public sealed record PullImage(PullOrder Order) : PlanAction
{
    /// <inheritdoc/>
    public override string Words => $"pull image {Order.Image}";
}

/// <summary>An image's name is removed, and the image if that was its last.</summary>
/// <param name="Name">The name.</param>
public sealed record RemoveImage(string Name) : PlanAction
{
    /// <inheritdoc/>
    public override string Words => $"remove image {Name}";
}
