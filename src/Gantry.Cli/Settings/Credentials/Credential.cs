using System.Text;
using System.Text.Json.Nodes;

using Gantry.Cli.Settings.Contexts;

namespace Gantry.Cli.Settings.Credentials;

/// <summary>Who a user is to a registry: a name with a password, or a token that stands for both.</summary>
internal sealed record Credential(string User, string Password, string IdentityToken, string Server)
{
    public static Credential None { get; } = new("", "", "", "");

    public bool IsEmpty => User.Length == 0 && Password.Length == 0 && IdentityToken.Length == 0;

    /// <summary>The value of the header <c>X-Registry-Auth</c>.</summary>
    public string Header => Encode(ToJson());

    /// <summary>A document as the value of a header: JSON in base 64 for URLs.</summary>
    public static string Encode(JsonObject json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json.ToJsonString(ContextJson.Compact))).Replace('+', '-').Replace('/', '_');

    /// <summary>The document the engine's API speaks of registries in.</summary>
    public JsonObject ToJson()
    {
        var json = new JsonObject();
        foreach (var (name, value) in new[] { ("username", User), ("password", Password), ("serveraddress", Server), ("identitytoken", IdentityToken) })
        {
            if (value.Length > 0)
                json[name] = JsonValue.Create(value);
        }

        return json;
    }
}
