using System.Globalization;

using Gantry.Cli.CommandLine;
using Gantry.Compose.Model;

namespace Gantry.Cli.Compose;

/// <summary>What command lines change of a project.</summary>
internal static class ProjectEdits
{
    public static Project EachService(Project project, Func<Service, Service> edit) =>
        project with { Services = project.Services.ToDictionary(entry => entry.Key, entry => edit(entry.Value), StringComparer.Ordinal) };

    /// <summary>Changes one service.</summary>
    /// <exception cref="CliException">The project has no such service.</exception>
    public static Project OneService(Project project, string name, Func<Service, Service> edit)
    {
        if (!project.Services.ContainsKey(name))
            throw NoSuchService(project, name);
        return EachService(project, service => service.Name == name ? edit(service) : service);
    }

    /// <param name="project">The project.</param>
    /// <param name="scales">How many containers services are to have: <c>SERVICE=NUM</c>.</param>
    /// <exception cref="CliException">One is malformed.</exception>
    public static Project Scale(Project project, IReadOnlyList<string> scales)
    {
        foreach (var scale in scales)
        {
            if (scale.Split('=') is not [var name, var text])
                throw new CliException($"invalid --scale option \"{scale}\". Should be SERVICE=NUM");
            if (!int.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var count))
                throw new CliException($"strconv.Atoi: parsing \"{text}\": invalid syntax");
            project = OneService(project, name, service => service with { Scale = count });
        }

        return project;
    }

    /// <summary>Services without those they depend on: only what was named is looked at.</summary>
    /// <param name="project">The project.</param>
    /// <param name="services">What was named; empty: all.</param>
    public static Project WithoutDependencies(Project project, IReadOnlyList<string> services)
    {
        foreach (var name in services)
        {
            if (!project.Services.ContainsKey(name))
                throw NoSuchService(project, name);
        }

        return services.Count == 0 ? project : Only(project, services.ToHashSet(StringComparer.Ordinal));
    }

    /// <summary>The services that were named and those that depend on them, in the end.</summary>
    public static Project WithDependents(Project project, IReadOnlyList<string> services)
    {
        var chosen = services.ToHashSet(StringComparer.Ordinal);
        foreach (var name in services)
        {
            if (!project.Services.ContainsKey(name))
                throw NoSuchService(project, name);
        }

        while (project.Services.Values.FirstOrDefault(service => !chosen.Contains(service.Name) && service.DependsOn.Keys.Any(chosen.Contains)) is { } dependent)
            chosen.Add(dependent.Name);
        return Only(project, chosen);
    }

    /// <summary>Some of a project's services; the others count as switched off, and nobody depends on them.</summary>
    public static Project Only(Project project, IReadOnlySet<string> chosen)
    {
        var off = new Dictionary<string, Service>(project.DisabledServices, StringComparer.Ordinal);
        foreach (var service in project.Services.Values.Where(service => !chosen.Contains(service.Name)))
            off[service.Name] = service;
        return project with
        {
            DisabledServices = off,
            Services = project.Services.Where(entry => chosen.Contains(entry.Key)).ToDictionary(
                entry => entry.Key,
                entry => entry.Value with { DependsOn = entry.Value.DependsOn.Where(dependency => chosen.Contains(dependency.Key)).ToDictionary() },
                StringComparer.Ordinal),
        };
    }

    private static CliException NoSuchService(Project project, string name) =>
        new(project.DisabledServices.ContainsKey(name) ? $"no such service: {name}: disabled" : $"no such service: {name}: not found");
}
