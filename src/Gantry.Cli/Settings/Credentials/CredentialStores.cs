using System.Text;
using System.Text.Json.Nodes;

using Gantry.Cli.CommandLine;
using Gantry.Oci.References;

namespace Gantry.Cli.Settings.Credentials;

/// <summary>Finds who keeps the credential for a registry: a variable, a helper of the registry's own, else one for all, else the settings' file.</summary>
/// <param name="config">The user's settings.</param>
/// <param name="variable">The value of <c>DOCKER_AUTH_CONFIG</c>.</param>
/// <param name="warn">Takes a sentence about credentials that cannot be had where one can go on without.</param>
internal sealed class CredentialStores(ClientConfig config, string? variable, Action<string> warn)
{
    /// <summary>The parts of the settings that name servers.</summary>
    private static readonly string[] Parts = ["auths", "credHelpers"];

    private IReadOnlyDictionary<string, Credential>? given;

    /// <summary>What to tell a user who changes what is kept while the variable comes before it; null: there is no variable.</summary>
    public string? Precedence => string.IsNullOrEmpty(variable) ? null : $"""

         Warn -> {VariableCredentials.Variable} is set and takes precedence.
                 Unset {VariableCredentials.Variable} to restore the CLI auth behaviour.
                 
        """;

    /// <param name="server">The registry's name among credentials.</param>
    public ICredentialStore For(string server)
    {
        var helper = (config.Root["credHelpers"] as JsonObject)?[server] is JsonValue value && value.TryGetValue<string>(out var named) ? named : config.Text("credsStore");
        ICredentialStore kept = helper.Length > 0 ? new HelperCredentials(helper, config) : new FileCredentials(config);
        return InVariable() is { Count: > 0 } given ? new VariableCredentials(given, kept) : kept;
    }

    /// <summary>The credential for a server; where its keeper fails, a warning, and none: much is free to everybody.</summary>
    /// <param name="server">The registry's name among credentials.</param>
    /// <param name="cancellation">Stops a helper.</param>
    public async Task<Credential> FindAsync(string server, CancellationToken cancellation)
    {
        try
        {
            return await For(server).FindAsync(server, cancellation);
        }
        catch (CliException fault)
        {
            warn($"WARNING: {fault.Message}");
            return Credential.None;
        }
    }

    /// <summary>All credentials there are, as the settings' file writes them.</summary>
    public async Task<JsonObject> AllAsync(CancellationToken cancellation)
    {
        var all = new JsonObject();
        var servers = Parts.SelectMany(part => (config.Root[part] as JsonObject ?? []).Select(entry => entry.Key)).Concat(InVariable().Keys);
        foreach (var server in servers.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))
        {
            var found = await FindAsync(server, cancellation);
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
    /// <param name="image">The image.</param>
    /// <param name="cancellation">Stops a helper.</param>
    /// <param name="isNeeded">Whether one does not go on where the credential's keeper fails.</param>
    public async Task<string> HeaderAsync(Reference image, CancellationToken cancellation, bool isNeeded = false)
    {
        var server = RegistryName.Of(image);
        var found = isNeeded ? await For(server).FindAsync(server, cancellation) : await FindAsync(server, cancellation);
        return (found.IsEmpty ? Credential.None : found).Header;
    }

    /// <summary>Read once, so that a fault is told once.</summary>
    private IReadOnlyDictionary<string, Credential> InVariable()
    {
        if (given is not null)
            return given;
        try
        {
            return given = VariableCredentials.Parse(variable);
        }
        catch (CliException fault)
        {
            warn(fault.Message);
            return given = new Dictionary<string, Credential>();
        }
    }
}
