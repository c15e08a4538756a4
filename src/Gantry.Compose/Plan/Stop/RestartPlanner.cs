using Gantry.Compose.Model;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan.Order;
using Gantry.Compose.Plan.Start;

namespace Gantry.Compose.Plan.Stop;

/// <summary>Plans the restart of services, each when those it is to be restarted after are back.</summary>
public static class RestartPlanner
{
    /// <param name="project">The services to be restarted; dependencies that do not ask for a restart are left out.</param>
    /// <param name="seen">The containers.</param>
    /// <param name="timeout">How long a stop may take before the container is killed; null: as long as the container says.</param>
    public static ComposePlan Plan(Project project, ObservedProject seen, TimeSpan? timeout)
    {
        var builder = new PlanBuilder();
        var restarted = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        foreach (var service in DependencyOrder.Of(project))
        {
            var before = StartPlanner.Await(builder, project, seen, service, restarted);
            before.AddRange(DependencyOrder.Dependencies(project, service).SelectMany(name => restarted[name]));
            restarted[service.Name] = [];
            foreach (var container in seen.Of(service.Name).Select(ContainerRef.To))
            {
                restarted[service.Name].Add(builder.Add(
                    new RestartContainer(container, timeout) { Before = Hooks.Before(service), Then = Hooks.Then(service) },
                    "its service is to restart", new StepReport(container.Subject, null, null), before));
            }
        }

        return builder.Build();
    }
}
