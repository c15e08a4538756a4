using Gantry.Cli.Client;
using Gantry.Compose.Model;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Compose.Requests;

/// <summary>Secrets and configurations that are files of the host, mounted where a service wants them, not to be written to.</summary>
internal static class FileMounts
{
    /// <exception cref="GantryException">One is of a kind that only clusters have.</exception>
    public static IEnumerable<MountSettings> Secrets(Project project, Service service) =>
        service.Secrets.Select(use => Of(use, project.Secrets.GetValueOrDefault(use.Source), "secret", "/run/secrets/", new BindSettings())).OfType<MountSettings>();

    /// <inheritdoc cref="Secrets"/>
    public static IEnumerable<MountSettings> Configs(Project project, Service service) =>
        service.Configs.Select(use => Of(use, project.Configs.GetValueOrDefault(use.Source), "config", "/", null)).OfType<MountSettings>();

    private static MountSettings? Of(FileReference use, FileObject? source, string kind, string directory, BindSettings? options)
    {
        if (source is null)
            return null;
        if (source.External)
            throw new GantryException(ErrorKind.Invalid, $"unsupported external {kind} {source.Name}");
        if (!string.IsNullOrEmpty(source.Driver))
            throw new GantryException(ErrorKind.Invalid, $"Docker Compose does not support {kind}s.*.driver");
        if (!string.IsNullOrEmpty(source.TemplateDriver))
            throw new GantryException(ErrorKind.Invalid, $"Docker Compose does not support {kind}s.*.template_driver");
        if (!string.IsNullOrEmpty(source.Environment) || !string.IsNullOrEmpty(source.Content))
            return null;
        var target = string.IsNullOrEmpty(use.Target) ? directory + use.Source : use.Target.StartsWith('/') ? use.Target : directory + use.Target;
        return new MountSettings { Type = "bind", Source = Path.GetFullPath(source.File ?? ""), Target = target, ReadOnly = true, BindOptions = options };
    }
}
