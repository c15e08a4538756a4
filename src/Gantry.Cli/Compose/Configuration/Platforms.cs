using Gantry.Cli.CommandLine;
using Gantry.Compose.Model;

namespace Gantry.Cli.Compose.Configuration;

/// <summary>The platform a service gets that is built.</summary>
internal static class Platforms
{
    /// <summary>The service with the default platform when it is built and names none.</summary>
    /// <exception cref="CliException">It is not built for that platform.</exception>
    public static Service Apply(Project project, Service service)
    {
        if (service.Build is not { } build || !string.IsNullOrEmpty(service.Platform))
            return service;
        if (project.Environment.GetValueOrDefault("DOCKER_DEFAULT_PLATFORM") is not { Length: > 0 } platform)
            return service;
        if (build.Platforms.Count > 0 && !build.Platforms.Contains(platform))
            throw new CliException($"service \"{service.Name}\" build.platforms does not support value set by DOCKER_DEFAULT_PLATFORM: {platform}");
        return service with { Platform = platform };
    }
}
