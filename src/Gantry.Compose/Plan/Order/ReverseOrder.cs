using Gantry.Compose.Model;

namespace Gantry.Compose.Plan.Order;

/// <summary>Goes through services so that each comes after those that depend on it.</summary>
internal static class ReverseOrder
{
    /// <param name="project">The services.</param>
    /// <param name="plan">Plans one; gets the steps of those that depend on it and returns those that the ones it depends on must wait for.</param>
    public static void Visit(Project project, Func<Service, IReadOnlyList<int>, IReadOnlyList<int>> plan)
    {
        var steps = new Dictionary<string, IReadOnlyList<int>>(StringComparer.Ordinal);
        foreach (var service in DependencyOrder.Of(project).Reverse())
        {
            var before = project.Services.Values.Where(other => other.DependsOn.ContainsKey(service.Name))
                .SelectMany(other => steps.GetValueOrDefault(other.Name) ?? []).Distinct().ToList();
            steps[service.Name] = plan(service, before);
        }
    }
}
