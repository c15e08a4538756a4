using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Settings.Contexts;

/// <summary>Which context counts: the flag's, unless an address was given the environment's, else the one that was made current.</summary>
internal static class ContextChoice
{
    private static readonly string[] AddressVariables = ["GANTRY_HOST", "DOCKER_HOST"];

    /// <summary>The variable with an engine's address, which stands above the current context; null: it is not set.</summary>
    public static string? OverridingVariable => AddressVariables.FirstOrDefault(name => FromEnvironment(name) is not null);

    /// <param name="flag">The value of <c>--context</c>, or null.</param>
    /// <param name="host">The value of <c>--host</c>, or null.</param>
    /// <param name="config">The user's settings.</param>
    /// <exception cref="CliException">Both flags were given.</exception>
    public static string Of(string? flag, string? host, ClientConfig config)
    {
        if (flag is { Length: > 0 } && host is not null)
            throw new CliException("conflicting options: cannot specify both --host and --context");
        if (flag is { Length: > 0 })
            return flag;
        if (host is not null || OverridingVariable is not null)
            return ContextStore.Default;
        return FromEnvironment("DOCKER_CONTEXT") ?? (config.Text("currentContext") is { Length: > 0 } current ? current : ContextStore.Default);
    }

    private static string? FromEnvironment(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
