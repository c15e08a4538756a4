using System.Text;

using Gantry.Cli.CommandLine;
using Gantry.Compose.Model;
using Gantry.Compose.Tree;

namespace Gantry.Cli.Compose.Configuration;

/// <summary>The lists <c>gantry compose config</c> prints, one entry a line and sorted where nothing else orders them.</summary>
internal static class ConfigLists
{
    public static string Lines(IEnumerable<string> lines) => string.Concat(lines.Order(StringComparer.Ordinal).Select(line => line + "\n"));

    public static string ServiceNames(MapNode tree) => Lines(tree.Map("services")?.Keys ?? []);

    /// <summary>The services, each after those it depends on.</summary>
    public static string ServicesInOrder(Project project)
    {
        var text = new StringBuilder();
        var seen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in project.Services.Keys.Order(StringComparer.Ordinal))
            Add(project, name, seen, text);
        return text.ToString();
    }

    /// <summary>The hashes of services.</summary>
    /// <param name="project">The project.</param>
    /// <param name="wanted">Their names with commas between, or * for all.</param>
    /// <exception cref="CliException">There is no such service.</exception>
    public static string Hashes(Project project, string wanted)
    {
        var names = wanted == "*" ? [.. project.Services.Keys] : wanted.Split(',');
        return Lines(names.Select(name => $"{name} {ServiceHash.Of(Platforms.Apply(project, Find(project, name)))}"));
    }

    public static string Profiles(Project project) =>
        Lines(project.Services.Values.Concat(project.DisabledServices.Values).SelectMany(service => service.Profiles).Distinct());

    public static string Images(Project project) => Lines(project.Services.Values.Select(service => service.ImageName(project.Name)));

    private static Service Find(Project project, string name)
    {
        if (project.Services.TryGetValue(name, out var service))
            return service;
        throw new CliException(project.DisabledServices.ContainsKey(name) ? $"no such service: {name}: disabled" : $"no such service: {name}: not found");
    }

    private static void Add(Project project, string name, HashSet<string> seen, StringBuilder text)
    {
        if (!project.Services.TryGetValue(name, out var service) || !seen.Add(name))
            return;
        foreach (var other in service.DependsOn.Keys.Order(StringComparer.Ordinal))
            Add(project, other, seen, text);
        text.Append(name).Append('\n');
    }
}
