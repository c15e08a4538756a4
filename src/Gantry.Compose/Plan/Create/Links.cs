using System.Globalization;

using Gantry.Compose.Model;

namespace Gantry.Compose.Plan.Create;

/// <summary>The legacy links of a service's container: a name and under which other names it is known there.</summary>
internal static class Links
{
    public static IReadOnlyList<string> Of(Planning planning, Service service, int number) =>
        Of(planning.Project.Name, service, number, planning.Options.Separator,
            name => (planning.Containers.GetValueOrDefault(name) ?? []).Select(expected => expected.Container.Name));

    public static IReadOnlyList<string> Of(string project, Service service, int number, string separator, Func<string, IEnumerable<string>> containers)
    {
        var links = new List<string>();
        var index = number.ToString(CultureInfo.InvariantCulture);
        foreach (var link in service.Links)
        {
            var (linked, alias) = Split(link);
            foreach (var container in containers(linked))
                links.AddRange([$"{container}:{alias}", $"{container}:{linked}{separator}{index}", $"{container}:{project}{separator}{linked}{separator}{index}"]);
        }

        foreach (var link in service.ExternalLinks)
        {
            var (container, alias) = Split(link);
            links.Add($"{container}:{alias}");
        }

        return links;
    }

    /// <summary>The steps after which those that are linked to are there.</summary>
    public static IEnumerable<int> Steps(Planning planning, Service service) =>
        service.Links.SelectMany(link => planning.Containers.GetValueOrDefault(Split(link).Name) ?? [])
            .Where(expected => expected.Ready is not null).Select(expected => expected.Ready!.Value);

    private static (string Name, string Alias) Split(string link) => link.Split(':') is [var name, var alias] ? (name, alias) : (link.Split(':')[0], link.Split(':')[0]);
}
