using System.Text;
using Gantry.Compose.Loading;
using Gantry.Compose.Model;

namespace Gantry.Compose.Publishing;

/// <summary>What stands against publishing a project, and what its owner is asked before.</summary>
/// <param name="project">The project with the services of all profiles.</param>
public sealed class PublishChecks(Project project)
{
    private IEnumerable<Service> Services => project.Services.Values.OrderBy(service => service.Name, StringComparer.Ordinal);

    /// <summary>Refuses a project with images that nobody else could have.</summary>
    /// <exception cref="ComposeException">A service has no image but only what one is built from.</exception>
    public void CheckImages()
    {
        var unnamed = Services.Where(service => string.IsNullOrEmpty(service.Image) && service.Build is not null).Select(service => $"- \"{service.Name}\"\n").ToList();
        if (unnamed.Count > 0)
            throw new ComposeException($"your Compose stack cannot be published as it only contains a build section for service(s):\n{string.Concat(unnamed)}");
    }

    /// <summary>The question about bind mounts; null: there are none.</summary>
    public string? AskAboutMounts()
    {
        var found = Services.Select(service => (service.Name, Mounts: service.Volumes.Where(mount => mount.Type == "bind").ToList())).Where(entry => entry.Mounts.Count > 0).ToList();
        if (found.Count == 0)
            return null;
        var text = new StringBuilder(
            "you are about to publish bind mounts declaration within your OCI artifact.\n" +
            "only the bind mount declarations will be added to the OCI artifact (not content)\n" +
            "please double check that you are not mounting potential user's sensitive directories or data\n");
        foreach (var (name, mounts) in found)
        {
            text.Append(name);
            foreach (var mount in mounts)
                text.Append(Describe(mount)).Append('\n');
        }

        return text.Append("Are you ok to publish these bind mount declarations?").ToString();
    }

    /// <summary>The question about what looks like passwords and keys; null: nothing does.</summary>
    /// <exception cref="ComposeException">A file cannot be read.</exception>
    public string? AskAboutSecrets()
    {
        var found = project.ComposeFiles.SelectMany(path => SensitiveData.InComposeFile(project, path)).Concat(Files().SelectMany(SensitiveData.InFile)).ToList();
        if (found.Count == 0)
            return null;
        var text = new StringBuilder("you are about to publish sensitive data within your OCI artifact.\nplease double check that you are not leaking sensitive data\n");
        foreach (var finding in found)
            text.Append(finding.Kind).Append('\n').Append('"').Append(finding.Key).Append("\": ").Append(finding.Value).Append('\n');
        return text.Append("Are you ok to publish these sensitive data?").ToString();
    }

    /// <summary>The question about environment variables; null: there are none.</summary>
    /// <param name="allowed">Whether they may be published at all.</param>
    /// <exception cref="ComposeException">They may not, and there are some.</exception>
    public string? AskAboutEnvironment(bool allowed)
    {
        var faults = new StringBuilder();
        var variables = new StringBuilder();
        foreach (var service in Services)
        {
            if (service.EnvFiles.Count > 0)
                faults.Append("service \"").Append(service.Name).Append("\" has env_file declared.\n");
            if (service.Environment.Count > 0)
            {
                faults.Append("service \"").Append(service.Name).Append("\" has environment variable(s) declared.\n");
                List(service.Name, service.Environment);
            }
        }

        foreach (var config in project.Configs.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value).Where(config => !string.IsNullOrEmpty(config.Environment)))
        {
            faults.Append("config \"").Append(config.Name).Append("\" is declare as an environment variable.\n");
            List(config.Name, new Dictionary<string, string?> { [config.Name] = config.Environment });
        }

        if (!allowed && faults.Length > 0)
        {
            throw new ComposeException(faults +
                "To avoid leaking sensitive data, you must either explicitly allow the sending of environment variables by using the --with-env flag,\n" +
                "or remove sensitive data from your Compose configuration");
        }

        return variables.Length == 0 ? null
            : "you are about to publish environment variables within your OCI artifact.\nplease double check that you are not leaking sensitive data\n" + variables +
                "Are you ok to publish these environment variables?";

        void List(string owner, IReadOnlyDictionary<string, string?> entries)
        {
            variables.Append("Service/Config  ").Append(owner).Append('\n');
            foreach (var (name, value) in entries.OrderBy(entry => entry.Key, StringComparer.Ordinal))
                variables.Append(name).Append('=').Append(value).Append('\n');
        }
    }

    private IEnumerable<string> Files() => Services.SelectMany(service => service.EnvFiles).Select(file => file.Path)
        .Concat(project.Configs.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value.File).OfType<string>())
        .Concat(project.Secrets.OrderBy(entry => entry.Key, StringComparer.Ordinal).Select(entry => entry.Value.File).OfType<string>())
        .Where(path => path.Length > 0);

    /// <summary>A mount in its short form.</summary>
    private static string Describe(ServiceVolume mount) => $"{mount.Source}:{mount.Target}:" + string.Join(',', new[]
    {
        mount.ReadOnly ? "ro" : "rw", mount.Bind?.SELinux, mount.Bind?.Propagation,
    }.Where(option => !string.IsNullOrEmpty(option)));
}
