using Gantry.Compose.Model;

namespace Gantry.Compose.Observed;

/// <summary>
/// A project as the labels of an engine's objects tell it, for whoever has its name and not its file: its services, how many containers each has and
/// what they depend on, its networks and its volumes.
/// </summary>
public static class LabelledProject
{
    /// <param name="name">The project's name.</param>
    /// <param name="seen">What there is.</param>
    public static Project Of(string name, ObservedProject seen)
    {
        var services = new SortedDictionary<string, Service>(StringComparer.Ordinal);
        foreach (var group in seen.Containers.Where(container => !container.IsOneOff).GroupBy(container => container.Service))
        {
            var first = group.First();
            var key = group.Key.Length > 0 ? group.Key : first.Name;
            services[key] = new Service { Name = key, Image = first.Image, Labels = first.Labels, Scale = group.Count(), DependsOn = Dependencies(first) };
        }

        return new Project
        {
            Name = name,
            Services = services,
            Networks = seen.Networks.Where(network => network.Labels.GetValueOrDefault(ComposeLabels.Project) == name)
                .GroupBy(network => network.Labels.GetValueOrDefault(ComposeLabels.Network, ""))
                .ToDictionary(group => group.Key, group => new Network { Name = group.First().Name }),
            Volumes = seen.Volumes.Where(volume => volume.Labels.GetValueOrDefault(ComposeLabels.Project) == name)
                .GroupBy(volume => volume.Labels.GetValueOrDefault(ComposeLabels.Volume, ""))
                .ToDictionary(group => group.Key, group => new Volume { Name = group.First().Name }),
        };
    }

    /// <summary>Reads <c>service:condition:restart</c>, with commas between; older containers have the names alone. None is required: it may be gone.</summary>
    private static Dictionary<string, ServiceDependency> Dependencies(ObservedContainer container)
    {
        var dependencies = new Dictionary<string, ServiceDependency>(StringComparer.Ordinal);
        foreach (var entry in container.Label(ComposeLabels.DependsOn).Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            var parts = entry.Split(':');
            dependencies[parts[0]] = new ServiceDependency
            {
                Condition = parts.Length > 1 ? parts[1] : "running_or_healthy",
                Restart = parts.Length < 3 || parts[2] == "true",
                Required = false,
            };
        }

        return dependencies;
    }
}
