using Gantry.Compose.Model;
using static Gantry.Compose.Validation.Consistency;

namespace Gantry.Compose.Validation;

/// <summary>Checks that what a service names exists.</summary>
internal static class References
{
    private static readonly string[] Starts = ["CMD", "CMD-SHELL", "NONE"];

    public static void Check(Project project, Service service)
    {
        if (!string.IsNullOrEmpty(service.NetworkMode) && service.Networks.Count > 0)
            throw Invalid($"service {service.Name} declares mutually exclusive `network_mode` and `networks`");
        Known(service, service.Networks.Keys, project.Networks.Keys, "network");
        if (service.HealthCheck?.Test is [var start, ..] && !Starts.Contains(start))
            throw new Loading.ComposeException("healthcheck.test must start either by \"CMD\", \"CMD-SHELL\" or \"NONE\"");
        Dependencies(project, service);
        if (service.NetworkMode?.StartsWith("service:", StringComparison.Ordinal) == true)
        {
            var other = service.NetworkMode["service:".Length..];
            if (!project.Services.ContainsKey(other))
                throw new Loading.ComposeException($"service \"{other}\" not found for network_mode 'service:{other}'");
        }
        var volumes = service.Volumes.Where(volume => volume.Type == "volume").Select(volume => volume.Source).OfType<string>();
        Known(service, volumes, project.Volumes.Keys, "volume");
        Known(service, service.Build?.Secrets.Select(secret => secret.Source) ?? [], project.Secrets.Keys, "build secret");
        Known(service, service.Configs.Select(config => config.Source), project.Configs.Keys, "config");
        Known(service, service.Models.Keys, project.Models.Keys, "model");
        Known(service, service.Secrets.Select(secret => secret.Source), project.Secrets.Keys, "secret");
    }

    private static void Known(Service service, IEnumerable<string> names, IEnumerable<string> known, string kind)
    {
        var unknown = names.Order(StringComparer.Ordinal).FirstOrDefault(name => !known.Contains(name));
        if (unknown is not null)
            throw Invalid($"service \"{service.Name}\" refers to undefined {kind} {unknown}");
    }

    private static void Dependencies(Project project, Service service)
    {
        foreach (var (name, dependency) in service.DependsOn.OrderBy(dependency => dependency.Key, StringComparer.Ordinal))
            if (!project.Services.ContainsKey(name) && (dependency.Required || !project.DisabledServices.ContainsKey(name)))
                throw Invalid($"service \"{service.Name}\" depends on undefined service \"{name}\"");
    }
}
