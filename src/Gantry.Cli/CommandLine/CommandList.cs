using Gantry.Cli.Commands;

namespace Gantry.Cli.CommandLine;

/// <summary>The list of commands: what <c>gantry --help</c> shows.</summary>
internal static class CommandList
{
    private static readonly string[] Common = ["run", "exec", "ps", "pull", "push", "images", "login", "logout", "search", "version", "info"];

    public static async Task WriteAsync(TextWriter output)
    {
        await output.WriteAsync("Usage:  gantry [OPTIONS] COMMAND\n\nA container engine, run in C#\n\nCommon Commands:\n");
        foreach (var name in Common)
            await output.WriteLineAsync(Row(name, VerbTable.Top.First(entry => entry.Name == name).About));
        await output.WriteAsync("\nManagement Commands:\n");
        foreach (var group in VerbTable.Groups)
            await output.WriteLineAsync(Row(group.Name, group.About));
        await output.WriteLineAsync(Row("compose", "Define and run multi-container applications"));
        await output.WriteAsync("\nCommands:\n");
        await WriteEntriesAsync([.. VerbTable.Top.Where(entry => !Common.Contains(entry.Name))], output);
        await output.WriteAsync($"""

            Processes of the platform:
            {Row("daemon", "Run the engine")}

            Global Options:
                  --config string      Folder of the user's settings (default "~/.docker")
              -c, --context string     Context of the engine to talk to; stands above
                                       $DOCKER_HOST and the current context
              -D, --debug              Accepted for Docker's sake
              -H, --host string        Engine to talk to (default "{Client.EngineAddress.Default}",
                                       or $GANTRY_HOST, or $DOCKER_HOST)
                  --tls                Encrypt TCP connections; implied by --tlsverify
                  --tlscacert string   Authority the engine proves its certificate with
                                       (default "~/.docker/ca.pem")
                  --tlscert string     Certificate of this client
                                       (default "~/.docker/cert.pem")
                  --tlskey string      Key of the certificate (default "~/.docker/key.pem")
                  --tlsverify          Encrypt TCP connections and have the engine prove who it is
              -v, --version            Print the version and quit

            Run 'gantry COMMAND --help' for more information on a command.

            """);
        await output.FlushAsync();
    }

    private static string Row(string name, string about) => $"  {name,-11} {about}";

    public static async Task WriteAsync(VerbTable.Group group, TextWriter output)
    {
        await output.WriteAsync($"Usage:  gantry {group.Name} COMMAND\n\n{group.About}\n\nCommands:\n");
        await WriteEntriesAsync(group.Entries, output);
        await output.WriteAsync($"\nRun 'gantry {group.Name} COMMAND --help' for more information on a command.\n");
        await output.FlushAsync();
    }

    private static async Task WriteEntriesAsync(VerbTable.Entry[] entries, TextWriter output)
    {
        foreach (var entry in entries.Where(entry => !entry.IsHidden).OrderBy(entry => entry.Name, StringComparer.Ordinal))
            await output.WriteLineAsync(Row(entry.Name, entry.About));
    }
}
