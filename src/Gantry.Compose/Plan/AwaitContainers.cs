namespace Gantry.Compose.Plan;

/// <summary>What is waited for.</summary>
public enum AwaitedCondition
{
    /// <summary>The health check says healthy.</summary>
    Healthy,

    /// <summary>The health check says healthy; without one, the container runs.</summary>
    RunningOrHealthy,

    /// <summary>The container has ended with exit code 0.</summary>
    Completed,
}

/// <summary>The containers of a service are waited for.</summary>
/// <param name="Service">The service.</param>
/// <param name="Containers">Its containers.</param>
/// <param name="Condition">What they must come to.</param>
/// <param name="Required">Whether it is a failure if they do not.</param>
public sealed record AwaitContainers(string Service, IReadOnlyList<ContainerRef> Containers, AwaitedCondition Condition, bool Required) : PlanAction
{
    /// <inheritdoc/>
    public override string Words => "wait until " + string.Join(" and ", Containers.Select(container => container.Name)) + Condition switch
    {
        AwaitedCondition.Healthy => Containers.Count == 1 ? " is healthy" : " are healthy",
        AwaitedCondition.Completed => Containers.Count == 1 ? " has ended well" : " have ended well",
        _ => Containers.Count == 1 ? " runs or is healthy" : " run or are healthy",
    };
}
