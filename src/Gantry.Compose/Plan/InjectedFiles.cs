using System.Globalization;

using Gantry.Compose.Model;
using Gantry.Oci.Errors;

namespace Gantry.Compose.Plan;

/// <summary>
/// The secrets and configurations of a service that are not files of the host: their content is in the file or in a variable, and is written into a
/// container before it starts.
/// </summary>
public static class InjectedFiles
{
    private const int ReadableByAll = 0b100_100_100;

    /// <param name="project">Has the contents.</param>
    /// <param name="service">The service.</param>
    /// <exception cref="GantryException">A variable is not set, or the container's files cannot be changed.</exception>
    public static IReadOnlyList<InjectedFile> Of(Project project, Service service) =>
    [
        .. service.Secrets.Select(use => Of(project, service, "secret", use, project.Secrets.GetValueOrDefault(use.Source), "/run/secrets/", "/run/secrets/")).OfType<InjectedFile>(),
        .. service.Configs.Select(use => Of(project, service, "config", use, project.Configs.GetValueOrDefault(use.Source), "/", "")).OfType<InjectedFile>(),
    ];

    private static InjectedFile? Of(
        Project project, Service service, string kind, FileReference use, FileObject? source, string directory, string relativeTo)
    {
        if (source is null || Content(project, kind, source) is not { Length: > 0 } content)
            return null;
        if (service.ReadOnly)
        {
            throw new GantryException(
                ErrorKind.Invalid, $"cannot create {kind} \"{source.Name}\" in read-only service {service.Name}: `file` is the sole supported option");
        }

        var target = string.IsNullOrEmpty(use.Target) ? directory + use.Source : use.Target.StartsWith('/') ? use.Target : relativeTo + use.Target;
        return new InjectedFile(
            target, content, use.Mode ?? ReadableByAll, Id(use.User), Id(use.Group), HasOwner: !string.IsNullOrEmpty(use.User) || !string.IsNullOrEmpty(use.Group));
    }

    private static string? Content(Project project, string kind, FileObject source)
    {
        if (source.Content is { Length: > 0 } content)
            return content;
        if (source.Environment is not { Length: > 0 } variable)
            return null;
        return project.Environment.TryGetValue(variable, out var value)
            ? value
            : throw new GantryException(ErrorKind.Invalid, $"environment variable \"{variable}\" required by {kind} \"{source.Name}\" is not set");
    }

    private static int Id(string? text) => string.IsNullOrEmpty(text)
        ? 0
        : int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var id)
            ? id
            : throw new GantryException(ErrorKind.Invalid, $"strconv.Atoi: parsing \"{text}\": invalid syntax");
}
