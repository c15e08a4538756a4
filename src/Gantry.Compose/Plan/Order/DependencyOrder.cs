using Gantry.Compose.Model;
using Gantry.Oci.Errors;

namespace Gantry.Compose.Plan.Order;

/// <summary>The services of a project so that each comes after those it depends on.</summary>
internal static class DependencyOrder
{
    /// <exception cref="GantryException">A service depends on itself in the end, or on one that is not there.</exception>
    public static IReadOnlyList<Service> Of(Project project)
    {
        var order = new List<Service>();
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var service in project.Services.Values.OrderBy(service => service.Name, StringComparer.Ordinal))
            Visit(project, service, [], done, order);
        return order;
    }

    /// <summary>The services a service depends on that are part of the project.</summary>
    /// <exception cref="GantryException">One it cannot do without is not part of it.</exception>
    public static IEnumerable<string> Dependencies(Project project, Service service)
    {
        foreach (var (name, dependency) in service.DependsOn.OrderBy(entry => entry.Key, StringComparer.Ordinal))
        {
            if (project.Services.ContainsKey(name))
                yield return name;
            else if (dependency.Required)
                throw Missing(project, service, name);
        }
    }

    private static void Visit(Project project, Service service, IReadOnlyList<string> path, HashSet<string> done, List<Service> order)
    {
        if (path.Contains(service.Name))
            throw new GantryException(ErrorKind.Invalid, $"cycle found: {string.Join(" -> ", path.SkipWhile(name => name != service.Name))} -> {service.Name}");
        if (done.Contains(service.Name))
            return;
        foreach (var name in Dependencies(project, service))
            Visit(project, project.Services[name], [.. path, service.Name], done, order);
        done.Add(service.Name);
        order.Add(service);
    }

    private static GantryException Missing(Project project, Service service, string name) =>
        project.DisabledServices.TryGetValue(name, out var disabled)
            ? new GantryException(
                ErrorKind.Invalid,
                $"service {name} is required by {service.Name} but is disabled. Can be enabled by profiles [{string.Join(' ', disabled.Profiles)}]")
            : new GantryException(ErrorKind.NotFound, $"could not find {name}: not found");
}
