using Gantry.Compose.Model;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan.Order;
using Gantry.Oci.Errors;

namespace Gantry.Compose.Plan.Create;

/// <summary>
/// Plans what makes an engine have what a project says, down to containers that are made but not started: networks and volumes first, then, service by
/// service, containers that are missing, changed or too many.
/// </summary>
public static class CreatePlanner
{
    /// <param name="project">What is wanted.</param>
    /// <param name="seen">What there is.</param>
    /// <param name="options">What was asked for.</param>
    /// <exception cref="GantryException">It cannot be had.</exception>
    public static ComposePlan Plan(Project project, ObservedProject seen, CreateOptions options)
    {
        CheckNames(project);
        var planning = new Planning(project, seen, options);
        NetworkPlanner.Plan(planning);
        VolumePlanner.Plan(planning);
        OrphanPlanner.Plan(planning);
        foreach (var service in DependencyOrder.Of(project))
        {
            if (service.Provider is null)
                ServicePlanner.Plan(planning, service);
        }

        return planning.Builder.Build();
    }

    private static void CheckNames(Project project)
    {
        var taken = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var service in project.Services.Values)
        {
            if (service.ContainerName is { Length: > 0 } name && !taken.TryAdd(name, service.Name))
            {
                throw new GantryException(
                    ErrorKind.Invalid, $"services.{service.Name}: container name \"{name}\" is already in use by service {taken[name]}");
            }
        }
    }
}
