using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using Gantry.Cli.CommandLine;
using Gantry.Oci.Text;

namespace Gantry.Cli.Settings.Credentials;

/// <summary>
/// Credentials in the variable <c>DOCKER_AUTH_CONFIG</c>, as build servers hand them to their jobs: an object <c>auths</c> as the settings' file has it, with passwords
/// alone. They come before those that are kept, which servers that are not named there have as ever; what is new is kept where it would be without the variable.
/// </summary>
/// <param name="byServer">The variable's names and passwords.</param>
/// <param name="kept">Who keeps credentials otherwise.</param>
internal sealed class VariableCredentials(IReadOnlyDictionary<string, Credential> byServer, ICredentialStore kept) : ICredentialStore
{
    /// <summary>The variable.</summary>
    public const string Variable = "DOCKER_AUTH_CONFIG";

    /// <summary>Reads the variable's value.</summary>
    /// <param name="text">The value; empty: nobody anywhere.</param>
    /// <exception cref="CliException">It is no such object.</exception>
    public static IReadOnlyDictionary<string, Credential> Parse(string? text)
    {
        var byServer = new Dictionary<string, Credential>(StringComparer.Ordinal);
        if (string.IsNullOrEmpty(text))
            return byServer;
        var bytes = Encoding.UTF8.GetBytes(text);
        try
        {
            foreach (var (name, auths) in JsonNode.Parse(bytes) as JsonObject ?? throw Unusable("the value is no object"))
            {
                if (name != "auths")
                    throw Unusable($"json: unknown field \"{name}\"");
                foreach (var (server, entry) in auths as JsonObject ?? [])
                    byServer[server] = Read(server, entry as JsonObject ?? []);
            }
        }
        catch (JsonException fault)
        {
            throw Unusable(JsonSyntax.Explain(bytes, fault));
        }

        return byServer;
    }

    public Task<Credential> FindAsync(string server, CancellationToken cancellation) =>
        byServer.TryGetValue(server, out var found) ? Task.FromResult(found) : kept.FindAsync(server, cancellation);

    public Task<string?> StoreAsync(Credential credential, CancellationToken cancellation) => kept.StoreAsync(credential, cancellation);

    public Task EraseAsync(string server, CancellationToken cancellation) => kept.EraseAsync(server, cancellation);

    private static Credential Read(string server, JsonObject entry)
    {
        if (entry.FirstOrDefault(member => member.Key != "auth") is { Key: { } other })
            throw Unusable($"json: unknown field \"{other}\"");
        if (entry["auth"] is not JsonValue value || !value.TryGetValue<string>(out var encoded))
            return new Credential("", "", "", server);
        try
        {
            return FileCredentials.Both(encoded, server, token: "");
        }
        catch (CliException fault)
        {
            throw Unusable(fault.Message);
        }
    }

    private static CliException Unusable(string why) => new($"Failed to create credential store from {Variable}:  {why}");
}
