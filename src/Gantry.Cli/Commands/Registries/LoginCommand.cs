using System.CommandLine;

using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Registries;
using Gantry.Cli.Settings.Contexts;
using Gantry.Cli.Settings.Credentials;

namespace Gantry.Cli.Commands.Registries;

/// <summary><c>gantry login</c>: prove to a registry who one is, and keep what it takes to do so again.</summary>
internal sealed class LoginCommand : Verb
{
    private const string NoTerminal = "Error: Cannot perform an interactive login from a non TTY device";
    private readonly Option<string> password = Flag.Text("-p, --password", "Password or token");
    private readonly Option<bool> passwordStdin = Flag.Switch("--password-stdin", "Read the password or token from standard input");
    private readonly Option<string> username = Flag.Text("-u, --username", "User's name");

    public LoginCommand()
        : base("login", "[OPTIONS] [SERVER]", "Authenticate to a registry.\nDocker Hub is meant where none is named.", Operands.Between(0, 1)) =>
        Accept(password, passwordStdin, username);

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        if (call.Given(password) && call.Get(passwordStdin))
            throw new CliException("conflicting options: cannot specify both --password and --password-stdin");
        if (call.Given(username) && call.Get(username).Length == 0)
            throw new CliException("username is empty");
        if (call.Given(password) && call.Get(password).Length == 0)
            throw new CliException("password is empty");
        var (user, secret) = (call.Get(username), await PasswordAsync(call, cancellation));
        if (call.Settings.Credentials.Precedence is { } warning)
            await call.Error.WriteLineAsync(warning);
        var server = call.Operands is [var typed] ? RegistryName.Of(typed) : RegistryName.Hub;
        var store = call.Settings.Credentials.For(server);
        // A token is not shown again: whoever logs in anew may want to be somebody else, or to have a fresh one.
        if (user.Length == 0 && secret.Length == 0
            && await call.Settings.Credentials.FindAsync(server, cancellation) is { User.Length: > 0, Password.Length: > 0 } known
            && await TryAgainAsync(call, store, known, cancellation))
        {
            return 0;
        }

        if (user.Length == 0 || secret.Length == 0)
            (user, secret) = await AskAsync(call, server, user, secret, cancellation);
        await LogInAsync(call, store, new Credential(user, secret, "", server), cancellation);
        return 0;
    }

    private async Task<string> PasswordAsync(Call call, CancellationToken cancellation)
    {
        if (call.Given(password))
            await call.Error.WriteLineAsync("WARNING! Using --password via the CLI is insecure. Use --password-stdin.");
        if (!call.Get(passwordStdin))
            return call.Get(password);
        if (call.Get(username).Length == 0)
            throw new CliException("the --password-stdin option requires --username to be set");
        using var input = new StreamReader(call.Streams.Input, leaveOpen: true);
        var text = await input.ReadToEndAsync(cancellation);
        return text.EndsWith('\n') ? text[..^1].TrimEnd('\r') : text;
    }

    /// <summary>Whether what is kept still opens the door.</summary>
    private static async Task<bool> TryAgainAsync(Call call, ICredentialStore store, Credential known, CancellationToken cancellation)
    {
        await call.Error.WriteLineAsync($"""
            Authenticating with existing credentials... [Username: {known.User}]

             Info -> To login with a different account, run 'docker logout' followed by 'docker login'


            """);
        try
        {
            await LogInAsync(call, store, known, cancellation);
            return true;
        }
        catch (EngineException fault) when (call.Streams.InputIsTerminal)
        {
            await call.Error.WriteLineAsync($"Login did not succeed, error: {fault.Message}");
            return false;
        }
    }

    private static async Task<(string User, string Password)> AskAsync(Call call, string server, string user, string secret, CancellationToken cancellation)
    {
        if (!call.Streams.InputIsTerminal)
            throw new CliException(NoTerminal);
        if (user.Length == 0)
        {
            await call.Out.WriteLineAsync($"Log in to {(server == RegistryName.Hub ? "Docker Hub" : server)} with your name and password.");
            user = await Prompt.AskAsync(call, "Username: ", cancellation);
        }

        if (user.Length == 0)
            throw new CliException("Error: Non-null Username Required");
        if (secret.Length == 0)
            secret = await Prompt.AskSecretAsync(call, "Password: ", cancellation);
        return secret.Length > 0 ? (user, secret) : throw new CliException("Error: Password Required");
    }

    private static async Task LogInAsync(Call call, ICredentialStore store, Credential credential, CancellationToken cancellation)
    {
        var answer = await call.Engine.PostAsync("/auth", credential.ToJson(), ContextJson.Default.JsonObject, ClientJson.Default.LoginAnswer, cancellation);
        if (answer.IdentityToken is { Length: > 0 } token)
            credential = credential with { Password = "", IdentityToken = token };
        string? exposure;
        try
        {
            exposure = await store.StoreAsync(credential, cancellation);
        }
        catch (CliException fault)
        {
            throw new CliException($"Error saving credentials: {fault.Message}");
        }

        if (exposure is not null)
            await call.Error.WriteLineAsync(exposure);
        if (answer.Status is { Length: > 0 } status)
            await call.Out.WriteLineAsync(status);
    }
}
