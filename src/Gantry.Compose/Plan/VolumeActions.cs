namespace Gantry.Compose.Plan;

/// <summary>A volume is made.</summary>
/// <param name="Order">What it is to be.</param>
public sealed record CreateVolume(VolumeOrder Order) : PlanAction
{
    /// <inheritdoc/>
    public override string Words => $"create volume {Order.Name}";
}

/// <summary>A volume is removed with what is in it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="InUseIsFine">Whether it may stay where a container uses it.</param>
public sealed record RemoveVolume(string Name, bool InUseIsFine) : PlanAction
{
    /// <inheritdoc/>
    public override string Words => $"remove volume {Name}";
}
