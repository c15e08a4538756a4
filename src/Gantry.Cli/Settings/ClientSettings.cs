using Gantry.Cli.Settings.Contexts;
using Gantry.Cli.Settings.Credentials;

namespace Gantry.Cli.Settings;

/// <summary>What a command line is run with: the user's settings, contexts and credentials. Each is read when it is first asked for.</summary>
internal sealed class ClientSettings
{
    private readonly Lazy<ClientConfig> config;
    private readonly Lazy<string> contextName;
    private readonly Lazy<CredentialStores> credentials;

    /// <param name="folder">Where the settings lie.</param>
    /// <param name="chooseContext">Finds the context in use.</param>
    /// <param name="warn">Takes warnings about what cannot be read.</param>
    public ClientSettings(string folder, Func<ClientConfig, string> chooseContext, Action<string> warn)
    {
        Folder = folder;
        config = new(() => ClientConfig.Load(folder, warn));
        credentials = new(() => new CredentialStores(Config, Environment.GetEnvironmentVariable(VariableCredentials.Variable), warn));
        contextName = new(() => chooseContext(config.Value));
        Contexts = new ContextStore(folder);
    }

    /// <summary>Where the settings lie.</summary>
    public string Folder { get; }

    public ClientConfig Config => config.Value;

    /// <summary>The name of the context in use.</summary>
    public string ContextName => contextName.Value;

    /// <summary>The contexts there are.</summary>
    public ContextStore Contexts { get; }

    /// <summary>The credentials for registries.</summary>
    public CredentialStores Credentials => credentials.Value;

    /// <summary>What a user wants lists to look like who gives no <c>--format</c>; empty: nothing of it.</summary>
    /// <param name="name">The setting, for example <c>psFormat</c>.</param>
    public string Format(string name) => Config.Text(name);
}
