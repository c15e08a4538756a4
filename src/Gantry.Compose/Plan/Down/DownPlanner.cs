using Gantry.Compose.Model;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan.Order;

namespace Gantry.Compose.Plan.Down;

/// <summary>Plans the end of a project: containers, each service before those it depends on, then what they used.</summary>
public static class DownPlanner
{
    /// <param name="project">What is to go: the file's, or what the labels of the engine's objects tell.</param>
    /// <param name="seen">What there is.</param>
    /// <param name="options">What was asked for.</param>
    public static ComposePlan Plan(Project project, ObservedProject seen, DownOptions options)
    {
        var builder = new PlanBuilder();
        var chosen = Chosen(project, options.Services);
        var gone = new List<int>();
        ReverseOrder.Visit(project, (service, before) =>
        {
            if (!chosen.Contains(service.Name) || service.Provider is not null)
                return before;
            var found = seen.Containers.Where(container => container.Service == service.Name && (!container.IsOneOff || options.RemoveOrphans));
            var steps = found.Select(container => Remove(builder, container, service, options, "its project goes down", before)).ToList();
            gone.AddRange(steps);
            return steps.Count > 0 ? steps : before;
        });
        if (options.RemoveOrphans)
        {
            var orphans = seen.Containers.Where(container => Orphans.Has(project, container) && !project.Services.ContainsKey(container.Service));
            gone.AddRange(orphans.Select(orphan => Remove(builder, orphan, null, options with { Volumes = false }, "no service wants it", gone)).ToList());
        }

        var networks = Networks(builder, project, seen, gone);
        RemoveImages(builder, options, gone);
        if (options.Volumes)
            RemoveVolumes(builder, project, seen, gone);
        if (gone.Count == 0 && networks == 0 && options.Images.Count == 0 && (!options.Volumes || project.Volumes.Count == 0))
            builder.Warn($"Warning: No resource found to remove for project \"{project.Name}\".");
        return builder.Build();
    }

    /// <summary>The services that were named, and whoever depends on them; all if none was named.</summary>
    private static HashSet<string> Chosen(Project project, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            return [.. project.Services.Keys];
        var chosen = new HashSet<string>(names, StringComparer.Ordinal);
        while (project.Services.Values.FirstOrDefault(service => !chosen.Contains(service.Name) && service.DependsOn.Keys.Any(chosen.Contains)) is { } dependent)
            chosen.Add(dependent.Name);
        return chosen;
    }

    private static int Remove(
        PlanBuilder builder, ObservedContainer found, Service? service, DownOptions options, string cause, IEnumerable<int> before)
    {
        var container = ContainerRef.To(found);
        var stopped = builder.Add(
            new StopContainer(container, options.Timeout) { Hooks = service is not null && found.IsRunning ? Hooks.Before(service) : [], GoneIsFine = true },
            cause, new StepReport(container.Subject, "Stopping", "Stopped"), before);
        return builder.Add(
            new RemoveContainer(container, Force: true, options.Volumes) { GoneIsFine = true },
            cause, new StepReport(container.Subject, "Removing", "Removed"), stopped);
    }

    /// <returns>How many networks the project has that may go.</returns>
    private static int Networks(PlanBuilder builder, Project project, ObservedProject seen, List<int> gone)
    {
        var count = 0;
        foreach (var (key, network) in project.Networks.Where(entry => !entry.Value.External).OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            count++;
            foreach (var found in seen.Networks.Where(candidate => candidate.Name == network.Name && IsOwn(project, key, candidate)))
            {
                builder.Add(
                    new RemoveNetwork(network.Name, found.Id, InUseIsFine: true), "its project goes down",
                    new StepReport($"Network {network.Name}", "Removing", "Removed"), gone);
            }
        }

        return count;
    }

    private static bool IsOwn(Project project, string key, ObservedNetwork network) =>
        network.Labels.GetValueOrDefault(ComposeLabels.Project) == project.Name && network.Labels.GetValueOrDefault(ComposeLabels.Network) == key;

    private static void RemoveImages(PlanBuilder builder, DownOptions options, List<int> gone)
    {
        foreach (var image in options.Images)
            builder.Add(new RemoveImage(image), "its project goes down", new StepReport($"Image {image}", "Removing", "Removed"), gone);
    }

    private static void RemoveVolumes(PlanBuilder builder, Project project, ObservedProject seen, List<int> gone)
    {
        foreach (var volume in project.Volumes.Where(entry => !entry.Value.External).OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value))
        {
            if (seen.Volumes.Any(found => found.Name == volume.Name))
            {
                builder.Add(
                    new RemoveVolume(volume.Name, InUseIsFine: true), "its project goes down",
                    new StepReport($"Volume {volume.Name}", "Removing", "Removed"), gone);
            }
        }
    }
}
