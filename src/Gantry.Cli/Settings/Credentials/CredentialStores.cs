using System.Text.Json.Nodes;

using Gantry.Oci.References;

namespace Gantry.Cli.Settings.Credentials;

/// <summary>Finds who keeps the credential for a registry: a helper of the registry's own, else one for all, else the settings' file.</summary>
internal sealed class CredentialStores(ClientConfig config)
{
    /// <param name="server">The registry's name among credentials.</param>
    public ICredentialStore For(string server)
    {
        var helper = (config.Root["credHelpers"] as JsonObject)?[server] is JsonValue value && value.TryGetValue<string>(out var named) ? named : config.Text("credsStore");
        return helper.Length > 0 ? new HelperCredentials(helper, config) : new FileCredentials(config);
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
