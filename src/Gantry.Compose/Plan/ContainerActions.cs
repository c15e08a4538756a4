namespace Gantry.Compose.Plan;

/// <summary>A container is made.</summary>
/// <param name="Order">What it is to be.</param>
public sealed record CreateContainer(ContainerOrder Order) : PlanAction
{
    /// <inheritdoc/>
    public override string Words => Order.Name == Order.FinalName
        ? $"create container {Order.Name}"
        : $"create container {Order.FinalName} as {Order.Name}";
}

/// <summary>A container gets another name.</summary>
/// <param name="Container">The container.</param>
/// <param name="Name">The name.</param>
public sealed record RenameContainer(ContainerRef Container, string Name) : PlanAction
{
    /// <inheritdoc/>
    public override string Words => $"rename container {Container.Name} to {Name}";
}

/// <summary>A container is started, after what it needs was written into it; then its hooks run.</summary>
/// <param name="Container">The container.</param>
public sealed record StartContainer(ContainerRef Container) : PlanAction
{
    /// <summary>What is written into it first.</summary>
    public IReadOnlyList<InjectedFile> Files { get; init; } = [];

    /// <summary>What is run in it then.</summary>
    public IReadOnlyList<HookOrder> Hooks { get; init; } = [];

    /// <inheritdoc/>
    public override string Words => $"start container {Container.Name}";
}

/// <summary>A container is stopped, after its hooks ran.</summary>
/// <param name="Container">The container.</param>
/// <param name="Timeout">How long it may take before it is killed; null: as long as the container says.</param>
public sealed record StopContainer(ContainerRef Container, TimeSpan? Timeout) : PlanAction
{
    /// <summary>What is run in it first.</summary>
    public IReadOnlyList<HookOrder> Hooks { get; init; } = [];

    /// <summary>Whether it may be gone already.</summary>
    public bool GoneIsFine { get; init; }

    /// <inheritdoc/>
    public override string Words => $"stop container {Container.Name}{Within(Timeout)}";
}

/// <summary>A container is stopped and started again, with the hooks of both.</summary>
/// <param name="Container">The container.</param>
/// <param name="Timeout">How long the stop may take before it is killed; null: as long as the container says.</param>
public sealed record RestartContainer(ContainerRef Container, TimeSpan? Timeout) : PlanAction
{
    /// <summary>What is run in it first.</summary>
    public IReadOnlyList<HookOrder> Before { get; init; } = [];

    /// <summary>What is run in it then.</summary>
    public IReadOnlyList<HookOrder> Then { get; init; } = [];

    /// <inheritdoc/>
    public override string Words => $"restart container {Container.Name}{Within(Timeout)}";
}

/// <summary>A container is removed.</summary>
/// <param name="Container">The container.</param>
/// <param name="Force">Whether it may run.</param>
/// <param name="Volumes">Whether its volumes without a name go with it.</param>
public sealed record RemoveContainer(ContainerRef Container, bool Force, bool Volumes) : PlanAction
{
    /// <summary>Whether it may be gone, or going, already.</summary>
    public bool GoneIsFine { get; init; }

    /// <inheritdoc/>
    public override string Words => $"remove container {Container.Name}{(Volumes ? " with its volumes" : "")}";
}

/// <summary>A container gets a signal.</summary>
/// <param name="Container">The container.</param>
/// <param name="Signal">The signal.</param>
public sealed record KillContainer(ContainerRef Container, string Signal) : PlanAction
{
    /// <inheritdoc/>
    public override string Words => $"send {Signal} to container {Container.Name}";
}

/// <summary>A container's processes are held.</summary>
/// <param name="Container">The container.</param>
public sealed record PauseContainer(ContainerRef Container) : PlanAction
{
    /// <inheritdoc/>
    public override string Words => $"pause container {Container.Name}";
}

/// <summary>A container's processes go on.</summary>
/// <param name="Container">The container.</param>
public sealed record UnpauseContainer(ContainerRef Container) : PlanAction
{
    /// <inheritdoc/>
    public override string Words => $"unpause container {Container.Name}";
}
