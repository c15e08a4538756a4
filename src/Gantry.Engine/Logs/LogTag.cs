using System.Text.RegularExpressions;

using Gantry.Engine.Containers;
using Gantry.Oci.Errors;

namespace Gantry.Engine.Logs;

/// <summary>Fills the template that names a container in its log: <c>{{.Name}}</c>, <c>{{.ID}}</c> and the like, also through <c>upper</c>, <c>lower</c> and <c>title</c>.</summary>
internal static partial class LogTag
{
    private const int ShortId = 12;

    /// <summary>The tag by the container's options.</summary>
    /// <param name="container">The container.</param>
    /// <param name="default">The template where none is given.</param>
    /// <exception cref="GantryException">A template that is none.</exception>
    public static string Of(Container container, string @default)
    {
        var template = (container.HostConfig.LogConfig.Config ?? []).GetValueOrDefault("tag", "");
        if (template.Length == 0)
            template = @default;
        var filled = Action().Replace(template, match => Value(container, match, template));
        return filled.Contains("{{", StringComparison.Ordinal) && !Action().IsMatch(template) ? throw Failed("template: log-tag:1: unclosed action") : filled;
    }

    private static string Value(Container container, Match match, string template)
    {
        var field = match.Groups["field"].Value;
        var value = field switch
        {
            "ID" => container.Id[..ShortId],
            "FullID" or "ContainerID" => container.Id,
            "Name" => container.Name,
            "ContainerName" => "/" + container.Name,

            // Docker cuts the id with its algorithm in front.
            "ImageID" => container.ImageId[..ShortId],
            "ImageFullID" or "ContainerImageID" => container.ImageId,
            "ImageName" or "ContainerImageName" => container.Config.Image,
            "Command" => string.Join(' ', [container.Path, .. container.Args]),
            "ContainerEntrypoint" => container.Path,
            "Hostname" => System.Net.Dns.GetHostName(),
            "DaemonName" => "docker",
            _ => throw Failed($"template: log-tag:1:{match.Groups["field"].Index}: executing \"log-tag\" at <.{field}>: can't evaluate field {field} in type *logger.Info"),
        };
        return (match.Groups["before"].Value + match.Groups["after"].Value) switch
        {
            "" => value,
            "upper" => value.ToUpperInvariant(),
            "lower" => value.ToLowerInvariant(),
            "title" => value.Length == 0 ? "" : char.ToUpperInvariant(value[0]) + value[1..],
            "json" => $"\"{System.Text.Json.JsonEncodedText.Encode(value)}\"",
            var name => throw Failed($"template: log-tag:1: function \"{name}\" not defined"),
        };
    }

    private static GantryException Failed(string why) =>
        new(ErrorKind.Internal, "failed to create task for container: failed to initialize logging driver: " + why);

    [GeneratedRegex(@"\{\{-?\s*(?<before>\w+)?\s*\.(?<field>\w+)\s*(?:\|\s*(?<after>\w+)\s*)?-?\}\}")]
    private static partial Regex Action();
}
