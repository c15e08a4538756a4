using Gantry.Compose.Model;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan.Order;
using Gantry.Oci.Errors;

namespace Gantry.Compose.Plan.Start;

/// <summary>Plans the start of containers that are there: each when the services it depends on have come to what it waits for.</summary>
public static class StartPlanner
{
    /// <param name="project">The services, and what they wait for.</param>
    /// <param name="seen">The containers.</param>
    /// <param name="options">What was asked for.</param>
    /// <exception cref="GantryException">A service has no container.</exception>
    public static ComposePlan Plan(Project project, ObservedProject seen, StartOptions options)
    {
        var builder = new PlanBuilder();
        var started = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        foreach (var service in DependencyOrder.Of(project))
            started[service.Name] = Start(builder, project, seen, service, started);
        if (options.Wait)
            WaitForAll(builder, project, seen, [.. started.Values.SelectMany(steps => steps)]);
        return builder.Build();
    }

    /// <summary>Plans the wait of one more container of a service, which <c>run</c> makes, for the services it depends on.</summary>
    /// <param name="project">The services, and what they wait for.</param>
    /// <param name="seen">The containers.</param>
    /// <param name="service">The service.</param>
    /// <exception cref="GantryException">A service it cannot do without has no container.</exception>
    public static ComposePlan PlanWait(Project project, ObservedProject seen, Service service)
    {
        var builder = new PlanBuilder();
        Await(builder, project, seen, service, new Dictionary<string, List<int>>());
        return builder.Build();
    }

    /// <summary>Plans what must have happened to the services one depends on before it starts.</summary>
    /// <returns>The steps of waiting.</returns>
    /// <exception cref="GantryException">A service it cannot do without has no container.</exception>
    internal static List<int> Await(
        PlanBuilder builder, Project project, ObservedProject seen, Service service, IReadOnlyDictionary<string, List<int>> started)
    {
        var steps = new List<int>();
        foreach (var (name, dependency) in service.DependsOn.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (ConditionOf(dependency) is not { } condition || !IsWaitedFor(project, name))
                continue;
            var containers = seen.Of(name).Select(ContainerRef.To).ToList();
            if (containers.Count > 0)
            {
                steps.Add(builder.Add(
                    new AwaitContainers(name, containers, condition, dependency.Required), $"service {service.Name} depends on it", null,
                    started.GetValueOrDefault(name) ?? []));
            }
            else if (dependency.Required)
            {
                throw new GantryException(ErrorKind.NotFound, $"{service.Name} is missing dependency {name}");
            }
            else
            {
                builder.Warn($"{service.Name} is missing dependency {name}");
            }
        }

        return steps;
    }

    private static List<int> Start(
        PlanBuilder builder, Project project, ObservedProject seen, Service service, IReadOnlyDictionary<string, List<int>> started)
    {
        if (service.Replicas == 0 || service.Provider is not null)
            return [];
        var before = Await(builder, project, seen, service, started);
        before.AddRange(DependencyOrder.Dependencies(project, service).SelectMany(name => started[name]));
        var containers = seen.Of(service.Name).OrderBy(container => container.Number ?? int.MaxValue).ToList();
        if (containers.Count == 0)
            throw new GantryException(ErrorKind.NotFound, $"service \"{service.Name}\" has no container to start");
        var steps = new List<int>();
        foreach (var found in containers.Where(container => !container.IsRunning))
        {
            var container = ContainerRef.To(found);
            // A range of ports is given out in the order of starts.
            var inTurn = service.Ports.Count > 0 ? steps.TakeLast(1) : [];
            steps.Add(builder.Add(
                new StartContainer(container) { Files = InjectedFiles.Of(project, service), Hooks = Hooks.Then(service) },
                "it does not run", new StepReport(container.Subject, "Starting", "Started"), [.. before, .. inTurn]));
        }

        // Who comes after a service that runs comes after what the service itself waits for.
        return steps.Count > 0 ? steps : before;
    }

    private static void WaitForAll(PlanBuilder builder, Project project, ObservedProject seen, IReadOnlyList<int> started)
    {
        foreach (var service in project.Services.Values.OrderBy(service => service.Name, StringComparer.Ordinal))
        {
            if (!IsWaitedFor(project, service.Name))
                continue;
            var containers = seen.Of(service.Name).Select(ContainerRef.To).ToList();
            if (containers.Count == 0)
                throw new GantryException(ErrorKind.NotFound, $"{project.Name} is missing dependency {service.Name}");
            var completes = project.Services.Values.Any(other =>
                other.DependsOn.TryGetValue(service.Name, out var dependency) && ConditionOf(dependency) == AwaitedCondition.Completed);
            builder.Add(
                new AwaitContainers(service.Name, containers, completes ? AwaitedCondition.Completed : AwaitedCondition.RunningOrHealthy, Required: true),
                "the whole project is waited for", null, started);
        }
    }

    /// <summary>A service that is left out, has no containers or is somebody else's is not waited for.</summary>
    private static bool IsWaitedFor(Project project, string name) =>
        project.Services.TryGetValue(name, out var service) && service.Replicas > 0 && service.Provider is null;

    private static AwaitedCondition? ConditionOf(ServiceDependency dependency) => dependency.Condition switch
    {
        "service_healthy" => AwaitedCondition.Healthy,
        "service_completed_successfully" => AwaitedCondition.Completed,
        "running_or_healthy" => AwaitedCondition.RunningOrHealthy,
        _ => null,
    };
}
