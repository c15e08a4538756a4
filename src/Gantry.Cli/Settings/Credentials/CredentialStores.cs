using System.Text;
using System.Text.Json.Nodes;

using Gantry.Oci.References;

namespace Gantry.Cli.Settings.Credentials;

/// <summary>Finds who keeps the credential for a registry: a helper of the registry's own, else one for all, else the settings' file.</summary>
internal sealed class CredentialStores(ClientConfig config)
{
    /// <summary>The parts of the settings that name servers.</summary>
    private static readonly string[] Parts = ["auths", "credHelpers"];

    /// <param name="server">The registry's name among credentials.</param>
    public ICredentialStore For(string server)
    {
        var helper = (config.Root["credHelpers"] as JsonObject)?[server] is JsonValue value && value.TryGetValue<string>(out var named) ? named : config.Text("credsStore");
        return helper.Length > 0 ? new HelperCredentials(helper, config) : new FileCredentials(config);
    }

    /// <summary>All credentials there are, as the settings' file writes them.</summary>
    public async Task<JsonObject> AllAsync(CancellationToken cancellation)
    {
        var all = new JsonObject();
        var servers = Parts.SelectMany(part => (config.Root[part] as JsonObject ?? []).Select(entry => entry.Key));
        foreach (var server in servers.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var found = await For(server).FindAsync(server, cancellation);
            if (found.IsEmpty)
                continue;
            var entry = new JsonObject();
            if (found.User.Length > 0 || found.Password.Length > 0)
                entry["auth"] = JsonValue.Create(Convert.ToBase64String(Encoding.UTF8.GetBytes($"{found.User}:{found.Password}")));
            if (found.IdentityToken.Length > 0)
                entry["identitytoken"] = JsonValue.Create(found.IdentityToken);
            all[server] = entry;
        }

        return all;
    }

    /// <summary>The name and password for a registry's host, as builders ask for them; a token has no name.</summary>
    public async Task<(string User, string Secret)> ForHostAsync(string host, CancellationToken cancellation)
    {
        var server = host is "registry-1.docker.io" ? RegistryName.Hub : RegistryName.Of(host);
        var found = await For(server).FindAsync(server, cancellation);
        return found.IdentityToken.Length > 0 ? ("", found.IdentityToken) : (found.User, found.Password);
    }

    /// <summary>The credential for an image's registry, as the header the engine gets; there is always one, if an empty one.</summary>
    public async Task<string> HeaderAsync(Reference image, CancellationToken cancellation)
    {
        var server = RegistryName.Of(image);
        var found = await For(server).FindAsync(server, cancellation);
        return (found.IsEmpty ? Credential.None : found).Header;
    }
}
