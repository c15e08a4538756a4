using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Gantry.Cli.Settings.Credentials;

/// <summary>Settings that hold nothing but credentials, for clients in containers.</summary>
internal static class CredentialDocument
{
    /// <summary>The text of a <c>config.json</c>.</summary>
    /// <param name="credentials">The credentials by server, as the settings have them.</param>
    public static string Of(JsonObject credentials)
    {
        using var text = new MemoryStream();
        using (var writer = new Utf8JsonWriter(text, new JsonWriterOptions { Indented = true, IndentCharacter = '\t', IndentSize = 1, NewLine = "\n" }))
            new JsonObject { ["auths"] = credentials }.WriteTo(writer);
        return Encoding.UTF8.GetString(text.ToArray());
    }
}
