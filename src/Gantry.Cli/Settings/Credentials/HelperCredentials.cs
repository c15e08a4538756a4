using System.ComponentModel;
using System.Diagnostics;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Settings.Contexts;

namespace Gantry.Cli.Settings.Credentials;

/// <summary>
/// Credentials in the keeping of another program, <c>docker-credential-NAME</c>. It is called with <c>get</c>, <c>store</c> or <c>erase</c>,
/// is told the server or the credential on standard input, and answers on standard output, with a failure there as well.
/// </summary>
/// <param name="name">The program's name behind the prefix.</param>
/// <param name="config">The settings, which list the servers the program has something for.</param>
internal sealed class HelperCredentials(string name, ClientConfig config) : ICredentialStore
{
    /// <summary>The user's name that marks a password as an identity token.</summary>
    private const string TokenUser = "<token>";

    private const string NotFound = "credentials not found in native keychain";

    private string Program => $"docker-credential-{name}";

    public async Task<Credential> FindAsync(string server, CancellationToken cancellation)
    {
        var (answer, failed) = await CallAsync("get", "getting credentials", server, cancellation);
        if (failed && answer == NotFound)
            return Credential.None;
        if (failed)
            throw Failure("getting credentials", answer);
        try
        {
            if (JsonNode.Parse(answer) is not JsonObject found)
                return Credential.None;
            var (user, secret) = (found["Username"]?.GetValue<string>() ?? "", found["Secret"]?.GetValue<string>() ?? "");
            return user == TokenUser ? new Credential("", "", secret, server) : new Credential(user, secret, "", server);
        }
        catch (JsonException)
        {
            throw Failure("getting credentials", answer);
        }
    }

    public async Task<string?> StoreAsync(Credential credential, CancellationToken cancellation)
    {
        var isToken = credential.IdentityToken.Length > 0;
        var json = new JsonObject
        {
            ["ServerURL"] = JsonValue.Create(credential.Server),
            ["Username"] = JsonValue.Create(isToken ? TokenUser : credential.User),
            ["Secret"] = JsonValue.Create(isToken ? credential.IdentityToken : credential.Password),
        };
        var (answer, failed) = await CallAsync("store", "storing credentials", json.ToJsonString(ContextJson.Compact), cancellation);
        if (failed)
            throw Failure("storing credentials", answer);
        if (config.Root["auths"] is not JsonObject auths)
            config.Root.Insert(0, "auths", auths = []);
        // That there is a credential is no secret; the credential is.
        auths[credential.Server] = new JsonObject();
        config.Save();
        return null;
    }

    public async Task EraseAsync(string server, CancellationToken cancellation)
    {
        var (answer, failed) = await CallAsync("erase", "erasing credentials", server, cancellation);
        if (failed && answer != NotFound)
            throw Failure("erasing credentials", answer);
        if ((config.Root["auths"] as JsonObject)?.Remove(server) == true)
            config.Save();
    }

    private static CliException Failure(string what, string answer) => new($"error {what} - err: exit status 1, out: `{answer}`");

    /// <summary>A program that does not care to read what it is told has reasons of its own; its answer counts.</summary>
    private static async Task TellAsync(StreamWriter input, string text, CancellationToken cancellation)
    {
        try
        {
            await input.WriteAsync(text.AsMemory(), cancellation);
            input.Close();
        }
        catch (IOException)
        {
            // It closed its side or has ended.
        }
    }

    private async Task<(string Answer, bool Failed)> CallAsync(string action, string what, string input, CancellationToken cancellation)
    {
        var start = new ProcessStartInfo(Program, [action]) { RedirectStandardInput = true, RedirectStandardOutput = true, StandardOutputEncoding = Encoding.UTF8 };
        try
        {
            using var process = Process.Start(start)!;
            await TellAsync(process.StandardInput, input, cancellation);
            var answer = await process.StandardOutput.ReadToEndAsync(cancellation);
            await process.WaitForExitAsync(cancellation);
            return (answer.Trim(), process.ExitCode != 0);
        }
        catch (Win32Exception)
        {
            throw new CliException($"error {what} - err: exec: \"{Program}\": executable file not found in $PATH, out: ``");
        }
    }
}
