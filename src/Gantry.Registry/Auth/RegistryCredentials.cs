using System.Text;
using System.Text.Json;

namespace Gantry.Registry.Auth;

/// <summary>Who asks a registry.</summary>
/// <param name="User">The user's name; empty with a token.</param>
/// <param name="Password">The password.</param>
/// <param name="IdentityToken">A token to be exchanged for others (OAuth 2 refresh token).</param>
/// <param name="RegistryToken">A token that is shown as it is.</param>
/// <param name="Server">The registry it is for, as the client wrote it.</param>
public sealed record RegistryCredentials(string User, string Password, string IdentityToken, string RegistryToken, string Server)
{
    /// <summary>Nobody.</summary>
    public static RegistryCredentials None { get; } = new("", "", "", "", "");

    /// <summary>Whether there is a name and a password.</summary>
    public bool HasPassword => User.Length > 0 && Password.Length > 0;

    /// <summary>Reads the header <c>X-Registry-Auth</c>: JSON in base 64 for URLs.</summary>
    /// <param name="header">The header; what cannot be read means nobody, as with Docker: clients send much that is none.</param>
    public static RegistryCredentials Decode(string? header)
    {
        if (string.IsNullOrEmpty(header)) return None;
        try
        {
            using var document = Parse(header);
            return Read(document.RootElement);
        }
        catch (Exception e) when (e is FormatException or JsonException)
        {
            return None;
        }
    }

    /// <summary>Reads Docker's object of credentials.</summary>
    /// <param name="json">The object.</param>
    public static RegistryCredentials Read(JsonElement json)
    {
        if (json.ValueKind != JsonValueKind.Object) return None;
        var (user, password) = (Text("username"), Text("password"));
        if (user.Length == 0 && Text("auth") is { Length: > 0 } both && Encoding.UTF8.GetString(Convert.FromBase64String(both)).Split(':', 2) is [var name, var secret])
            (user, password) = (name, secret);
        return new RegistryCredentials(user, password, Text("identitytoken"), Text("registrytoken"), Text("serveraddress"));

        string Text(string name) => json.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString()! : "";
    }

    /// <summary>JSON in base 64 for URLs, with or without its padding.</summary>
    internal static JsonDocument Parse(string header)
    {
        var text = header.Replace('-', '+').Replace('_', '/').TrimEnd('=');
        // What follows the object is not looked at, as with Docker.
        var reader = new Utf8JsonReader(Convert.FromBase64String(text.PadRight((text.Length + 3) / 4 * 4, '=')), new JsonReaderOptions { AllowMultipleValues = true });
        return JsonDocument.ParseValue(ref reader);
    }
}
