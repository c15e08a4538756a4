using System.Text.Json.Nodes;

using Gantry.Cli.Settings.Credentials;
using Gantry.Compose.Model;

namespace Gantry.Cli.Compose.Up;

/// <summary>Gives services the engine's own socket (<c>use_api_socket</c>), and the user's credentials for registries beside it.</summary>
internal static class ApiSocket
{
    private const string Socket = "/var/run/docker.sock";
    private const string Config = "#apisocket";
    private const string Folder = "/run/secrets/docker";

    /// <summary>Whether a project has a service that wants it.</summary>
    public static bool IsWanted(Project project) => project.Services.Values.Any(service => service.UseApiSocket);

    /// <summary>The project with the socket where it is wanted.</summary>
    /// <param name="project">The project.</param>
    /// <param name="credentials">The user's credentials, as <c>config.json</c> has them.</param>
    public static Project Apply(Project project, JsonObject credentials)
    {
        var configs = new Dictionary<string, FileObject>(project.Configs, StringComparer.Ordinal)
        {
            [Config] = new FileObject { Content = CredentialDocument.Of(credentials) },
        };
        return ProjectEdits.EachService(project with { Configs = configs }, service => service.UseApiSocket ? Give(service) : service);
    }

    private static Service Give(Service service)
    {
        // Who says where the settings are has settings.
        var environment = service.Environment.ContainsKey("DOCKER_CONFIG") ? service.Environment
            : new Dictionary<string, string?>(service.Environment, StringComparer.Ordinal) { ["DOCKER_CONFIG"] = Folder };
        return service with
        {
            Environment = environment,
            Volumes = [.. service.Volumes, new ServiceVolume { Type = "bind", Source = Socket, Target = Socket }],
            Configs = [.. service.Configs, new FileReference { Source = Config, Target = $"{Folder}/config.json" }],
        };
    }
}
