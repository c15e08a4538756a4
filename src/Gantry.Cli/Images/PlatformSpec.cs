using System.Text.Json.Nodes;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Settings.Contexts;

namespace Gantry.Cli.Images;

/// <summary>A platform as typed, <c>os[/arch[/variant]]</c>, in the form the engine takes where it must be exact.</summary>
internal static class PlatformSpec
{
    /// <summary>The platform as JSON; empty stays empty.</summary>
    /// <exception cref="CliException">It is no platform.</exception>
    public static string ToJson(string text)
    {
        if (text.Length == 0)
            return "";
        if (text.Split('/') is not { Length: <= 3 } parts || parts.Any(part => part.Length == 0 || !part.All(letter => char.IsAsciiLetterOrDigit(letter) || letter is '_' or '-' or '.')))
            throw new CliException($"\"{text}\": cannot parse platform specifier: invalid argument");
        var json = new JsonObject { ["architecture"] = JsonValue.Create(parts.Length > 1 ? parts[1] : "amd64"), ["os"] = JsonValue.Create(parts[0]) };
        if (parts.Length > 2)
            json["variant"] = JsonValue.Create(parts[2]);
        return json.ToJsonString(ContextJson.Compact);
    }
}
