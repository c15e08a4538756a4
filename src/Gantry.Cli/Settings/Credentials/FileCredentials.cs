using System.Text;
using System.Text.Json.Nodes;

using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Settings.Credentials;

/// <summary>Credentials in the settings' file itself, encoded but readable for whoever can read the file.</summary>
internal sealed class FileCredentials(ClientConfig config) : ICredentialStore
{
    public Task<Credential> FindAsync(string server, CancellationToken cancellation)
    {
        var auths = config.Root["auths"] as JsonObject ?? [];
        // Keys that were written by hand or by old clients may be addresses of the registry rather than its name.
        var entry = auths[server] as JsonObject
            ?? auths.FirstOrDefault(other => RegistryName.HostOf(other.Key) == server).Value as JsonObject;
        return Task.FromResult(entry is null ? Credential.None : Decode(entry, server));
    }

    public Task<string?> StoreAsync(Credential credential, CancellationToken cancellation)
    {
        if (config.Root["auths"] is not JsonObject auths)
            config.Root.Insert(0, "auths", auths = []);
        var entry = new JsonObject();
        if (credential.User.Length > 0 || credential.Password.Length > 0)
            entry["auth"] = JsonValue.Create(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{credential.User}:{credential.Password}")));
        if (credential.IdentityToken.Length > 0)
            entry["identitytoken"] = JsonValue.Create(credential.IdentityToken);
        if (JsonNode.DeepEquals(auths[credential.Server], entry))
            return Task.FromResult<string?>(null);
        auths[credential.Server] = entry;
        config.Save();
        return Task.FromResult(credential.Password.Length == 0 ? null : $"""

            WARNING! Your credentials are stored unencrypted in '{config.Path}'.
            Configure a credential helper to remove this warning. See
            https://docs.docker.com/go/credential-store/

            """);
    }

    public Task EraseAsync(string server, CancellationToken cancellation)
    {
        if ((config.Root["auths"] as JsonObject)?.Remove(server) == true)
            config.Save();
        return Task.CompletedTask;
    }

    private static Credential Decode(JsonObject entry, string server)
    {
        var token = Text("identitytoken");
        if (Text("auth") is not { Length: > 0 } both)
            return new Credential(Text("username"), Text("password"), token, server);
        return Both(both, server, token);

        string Text(string name) => entry[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : "";
    }

    /// <summary>Reads a name and a password.</summary>
    /// <param name="encoded">NAME:PASSWORD in base 64.</param>
    /// <param name="server">The server they are for.</param>
    /// <param name="token">The token that stands for the password, if there is one.</param>
    /// <exception cref="CliException">It is something else.</exception>
    internal static Credential Both(string encoded, string server, string token)
    {
        try
        {
            return Encoding.UTF8.GetString(Convert.FromBase64String(encoded)).Split(':', 2) is [var user, var password]
                ? new Credential(user, password.TrimEnd('\0'), token, server)
                : throw new CliException("invalid auth configuration file");
        }
        catch (FormatException)
        {
            throw new CliException("invalid auth configuration file");
        }
    }
}
