using Gantry.Compose.Observed;

namespace Gantry.Compose.Plan.Stop;

/// <summary>Plans that do the same to several containers at once, in no order.</summary>
public static class ContainerPlans
{
    /// <summary>Sends a signal.</summary>
    /// <param name="containers">To whom.</param>
    /// <param name="signal">The signal.</param>
    public static ComposePlan Kill(IEnumerable<ObservedContainer> containers, string signal) =>
        Each(containers, container => new KillContainer(container, signal), "it is to be killed", "Killing", "Killed");

    /// <summary>Holds processes.</summary>
    /// <param name="containers">Whose.</param>
    public static ComposePlan Pause(IEnumerable<ObservedContainer> containers) =>
        Each(containers, container => new PauseContainer(container), "it is to be held", null, "Paused");

    /// <summary>Lets processes go on.</summary>
    /// <param name="containers">Whose.</param>
    public static ComposePlan Unpause(IEnumerable<ObservedContainer> containers) =>
        Each(containers, container => new UnpauseContainer(container), "it is to go on", null, "Unpaused");

    /// <summary>Removes containers.</summary>
    /// <param name="containers">Which.</param>
    /// <param name="force">Whether they may run.</param>
    /// <param name="volumes">Whether their volumes without a name go with them.</param>
    public static ComposePlan Remove(IEnumerable<ObservedContainer> containers, bool force, bool volumes) =>
        Each(containers, container => new RemoveContainer(container, force, volumes), "it is to be removed", "Removing", "Removed");

    private static ComposePlan Each(
        IEnumerable<ObservedContainer> containers, Func<ContainerRef, PlanAction> action, string cause, string? begin, string end)
    {
        var builder = new PlanBuilder();
        foreach (var found in containers)
        {
            var container = ContainerRef.To(found);
            builder.Add(action(container), cause, new StepReport(container.Subject, begin, end));
        }

        return builder.Build();
    }
}
