using Gantry.Oci.Errors;
using Gantry.Plugins;

namespace Gantry.Api.Authorization;

/// <summary>Asks authorization plugins whether a client may have what it asks for: before a request is carried out, and again with its answer.
/// All of them must agree; where one cannot be asked, the answer is no.</summary>
public sealed class AuthorizationPlugins
{
    private const string Kind = "authz";
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(30);

    private readonly IPlugins plugins;
    private volatile IReadOnlyList<string> names;

    private AuthorizationPlugins(IPlugins plugins, IReadOnlyList<string> names)
    {
        this.plugins = plugins;
        this.names = names;
    }

    /// <summary>The plugins by name, in the order in which they are asked; none: everybody may do everything.</summary>
    public IReadOnlyList<string> Names
    {
        get => names;
        set => names = Each(value);
    }

    /// <summary>Finds the plugins an engine is to have from its start.</summary>
    /// <exception cref="GantryException">One is not there.</exception>
    public static async Task<AuthorizationPlugins> OpenAsync(IPlugins plugins, IReadOnlyList<string> names, CancellationToken cancellation)
    {
        try
        {
            foreach (var name in names)
                await plugins.FindAsync(name, Kind, cancellation);
        }
        catch (GantryException fault)
        {
            throw new GantryException(fault.Kind, $"failed to validate authorization plugin: {fault.Message}", fault);
        }

        return new AuthorizationPlugins(plugins, Each(names));
    }

    /// <summary>Asks about a request.</summary>
    internal Task RequestAsync(AuthorizationQuestion question, CancellationToken cancellation) => AskAsync("AuthZPlugin.AuthZReq", question, cancellation);

    /// <summary>Asks about an answer.</summary>
    internal Task AnswerAsync(AuthorizationQuestion question, CancellationToken cancellation) => AskAsync("AuthZPlugin.AuthZRes", question, cancellation);

    private async Task AskAsync(string method, AuthorizationQuestion question, CancellationToken cancellation)
    {
        foreach (var name in names)
        {
            AuthorizationVerdict verdict;
            try
            {
                var plugin = await plugins.FindAsync(name, Kind, cancellation);
                verdict = await plugin.CallAsync(method, question, AuthorizationMessages.Default.AuthorizationQuestion, AuthorizationMessages.Default.AuthorizationVerdict, Limit, cancellation);
            }
            catch (GantryException fault)
            {
                throw new GantryException(ErrorKind.Internal, $"plugin {name} failed with error: {fault.Message}", fault);
            }

            if (!verdict.Allow)
                throw new GantryException(ErrorKind.Denied, $"authorization denied by plugin {name}: {verdict.Msg}");
        }
    }

    private static IReadOnlyList<string> Each(IReadOnlyList<string> names) => [.. names.Distinct(StringComparer.Ordinal)];
}
