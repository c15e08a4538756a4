namespace Gantry.Compose.Plan;

/// <summary>A network is made.</summary>
/// <param name="Order">What it is to be.</param>
public sealed record CreateNetwork(NetworkOrder Order) : PlanAction
{
    /// <inheritdoc/>
    public override string Words => $"create network {Order.Name}";
}

/// <summary>A network is removed, unless somebody is on it.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Id">Its id.</param>
/// <param name="InUseIsFine">Whether it may stay where somebody is on it.</param>
public sealed record RemoveNetwork(string Name, string Id, bool InUseIsFine) : PlanAction
{
    /// <inheritdoc/>
    public override string Words => $"remove network {Name}";
}

/// <summary>A container is taken off a network.</summary>
/// <param name="Network">The network's name.</param>
/// <param name="Container">The container.</param>
public sealed record DisconnectContainer(string Network, ContainerRef Container) : PlanAction
{
    /// <inheritdoc/>
    public override string Words => $"disconnect container {Container.Name} from network {Network}";
}

/// <summary>A container is put on a network.</summary>
/// <param name="Network">The network's name.</param>
/// <param name="Container">The container.</param>
public sealed record ConnectContainer(string Network, ContainerRef Container) : PlanAction
{
    /// <inheritdoc/>
    public override string Words => $"connect container {Container.Name} to network {Network}";
}
