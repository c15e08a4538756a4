using System.Collections.Immutable;
using Gantry.Compose.Loading;
using Gantry.Compose.Model;

namespace Gantry.Compose.Validation;

/// <summary>Checks that no service needs itself in the end.</summary>
internal static class DependencyCycles
{
    public static void Check(Project project)
    {
        var done = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in project.Services.Keys.Order(StringComparer.Ordinal))
            Follow(project, name, [], done);
    }

    private static void Follow(Project project, string name, ImmutableList<string> path, HashSet<string> done)
    {
        if (path.IndexOf(name) is var start and >= 0)
            throw new ComposeException($"dependency cycle detected: {string.Join(" -> ", path.Skip(start).Append(name))}");
        if (done.Contains(name) || !project.Services.TryGetValue(name, out var service))
            return;
        foreach (var other in service.DependsOn.Keys.Order(StringComparer.Ordinal))
            Follow(project, other, path.Add(name), done);
        done.Add(name);
    }
}
