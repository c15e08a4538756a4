using Gantry.Cli.CommandLine;
using Gantry.Compose.Model;

namespace Gantry.Cli.Compose.Up;

/// <summary>Refuses what a project may say and nobody here provides.</summary>
internal static class Unserved
{
    /// <exception cref="CliException">A service is another program's, or wants what is not there.</exception>
    public static void Check(Project project)
    {
        foreach (var service in project.Services.Values.OrderBy(service => service.Name, StringComparer.Ordinal))
        {
            if (service.Provider is { } provider)
            {
                throw new CliException(
                    $"service \"{service.Name}\" is provided by \"{provider.Type}\", a plugin of Docker's Compose: gantry compose runs containers only; leave the service out, or use docker compose");
            }

            if (service.CredentialSpec is not null)
                throw new CliException($"service \"{service.Name}\" has a credential_spec, which Windows containers have: there are none here; leave it out");

            if (service.Models.Count > 0)
            {
                throw new CliException(
                    $"service \"{service.Name}\" uses the model \"{service.Models.Keys.Order(StringComparer.Ordinal).First()}\", which Docker Model Runner serves: gantry has none; leave `models` out, or use docker compose");
            }
        }
    }
}
