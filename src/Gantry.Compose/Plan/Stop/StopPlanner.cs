using Gantry.Compose.Model;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan.Order;

namespace Gantry.Compose.Plan.Stop;

/// <summary>Plans the stop of a project's services: each before those it depends on.</summary>
public static class StopPlanner
{
    /// <param name="project">The services, and what they depend on.</param>
    /// <param name="seen">The containers.</param>
    /// <param name="services">The services to be stopped; empty: all.</param>
    /// <param name="timeout">How long it may take before a container is killed; null: as long as the container says.</param>
    public static ComposePlan Plan(Project project, ObservedProject seen, IReadOnlyList<string> services, TimeSpan? timeout)
    {
        var builder = new PlanBuilder();
        ReverseOrder.Visit(project, (service, before) =>
        {
            var steps = new List<int>();
            if (services.Count > 0 && !services.Contains(service.Name))
                return before;
            foreach (var found in seen.Of(service.Name))
            {
                var container = ContainerRef.To(found);
                steps.Add(builder.Add(
                    new StopContainer(container, timeout) { Hooks = found.IsRunning ? Hooks.Before(service) : [] },
                    "its service is to stop", new StepReport(container.Subject, "Stopping", "Stopped"), before));
            }

            return steps.Count > 0 ? steps : before;
        });
        return builder.Build();
    }
}
