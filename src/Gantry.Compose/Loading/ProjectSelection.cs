using Gantry.Compose.Model;

namespace Gantry.Compose.Loading;

/// <summary>Enables and disables the services of a project.</summary>
internal static class ProjectSelection
{
    /// <summary>The project in which the services of <paramref name="profiles"/> and those without any are enabled.</summary>
    public static Project WithProfiles(Project project, IReadOnlyList<string> profiles)
    {
        var all = project.Services.Concat(project.DisabledServices).ToList();
        return project with
        {
            Profiles = profiles,
            Services = all.Where(service => IsActive(service.Value, profiles)).ToDictionary(),
            DisabledServices = all.Where(service => !IsActive(service.Value, profiles)).ToDictionary(),
        };
    }

    /// <summary>The project in which also the profiles of <paramref name="names"/> are active.</summary>
    public static Project WithServices(Project project, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            return project;
        var more = names.Where(name => !project.Services.ContainsKey(name)).SelectMany(name => project.DisabledServices.GetValueOrDefault(name)?.Profiles ?? []);
        return WithProfiles(project, [.. project.Profiles, .. more]);
    }

    /// <summary>The project in which only <paramref name="names"/> and what they need are enabled.</summary>
    /// <exception cref="ComposeException">There is no such service.</exception>
    public static Project Select(Project project, IReadOnlyList<string> names)
    {
        if (names.Count == 0)
            return project;
        var chosen = new HashSet<string>(StringComparer.Ordinal);
        foreach (var name in names)
            Add(project, name, chosen, required: true);
        var off = project.DisabledServices.Concat(project.Services.Where(service => !chosen.Contains(service.Key)));
        return project with
        {
            DisabledServices = off.ToDictionary(),
            Services = project.Services.Where(service => chosen.Contains(service.Key)).ToDictionary(service => service.Key, service => service.Value with
            {
                DependsOn = service.Value.DependsOn.Where(dependency => chosen.Contains(dependency.Key)).ToDictionary(),
            }),
        };
    }

    /// <summary>The project without the networks, volumes, configs, secrets and models no enabled service uses.</summary>
    public static Project WithoutUnused(Project project)
    {
        var services = project.Services.Values.ToList();
        var networks = services.SelectMany(service => service.Networks.Keys).ToHashSet();
        var volumes = services.SelectMany(service => service.Volumes).Where(volume => volume.Type == "volume").Select(volume => volume.Source).ToHashSet();
        var secrets = services.SelectMany(service => service.Secrets.Concat(service.Build?.Secrets ?? [])).Select(secret => secret.Source).ToHashSet();
        var configs = services.SelectMany(service => service.Configs).Select(config => config.Source).ToHashSet();
        var models = services.SelectMany(service => service.Models.Keys).ToHashSet();
        return project with
        {
            Networks = project.Networks.Where(network => networks.Contains(network.Key)).ToDictionary(),
            Volumes = project.Volumes.Where(volume => volumes.Contains(volume.Key)).ToDictionary(),
            Secrets = project.Secrets.Where(secret => secrets.Contains(secret.Key)).ToDictionary(),
            Configs = project.Configs.Where(config => configs.Contains(config.Key)).ToDictionary(),
            Models = project.Models.Where(model => models.Contains(model.Key)).ToDictionary(),
        };
    }

    private static void Add(Project project, string name, HashSet<string> chosen, bool required)
    {
        if (!project.Services.TryGetValue(name, out var service))
        {
            if (required)
                throw new ComposeException($"no such service: {name}{(project.DisabledServices.ContainsKey(name) ? ": disabled" : "")}", Oci.Errors.ErrorKind.NotFound);
            return;
        }
        if (chosen.Add(name))
            foreach (var (other, dependency) in service.DependsOn)
                Add(project, other, chosen, dependency.Required);
    }

    private static bool IsActive(Service service, IReadOnlyList<string> profiles) =>
        service.Profiles.Count == 0 || profiles.Contains("*") || service.Profiles.Any(profiles.Contains);
}
