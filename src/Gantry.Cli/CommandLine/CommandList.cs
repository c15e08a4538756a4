using Gantry.Cli.Commands;

namespace Gantry.Cli.CommandLine;

/// <summary>The list of commands: what <c>gantry --help</c> shows.</summary>
internal static class CommandList
{
    public static async Task WriteAsync(TextWriter output)
    {
        await output.WriteAsync("Usage:  gantry [OPTIONS] COMMAND\n\nContainers from Debian's packages, run in C#\n\nManagement Commands:\n");
        foreach (var group in VerbTable.Groups)
            await output.WriteLineAsync($"  {group.Name,-11} {group.About}");
        await output.WriteAsync("\nCommands:\n");
        await WriteEntriesAsync(VerbTable.Top, output);
        await output.WriteAsync(
            "\nProcesses of the platform:\n" +
            "  daemon      Run the engine\n" +
            "  runtime     Run a container as an OCI runtime\n" +
            "\nGlobal Options:\n" +
            "  -H, --host string   Engine to talk to (default \"unix:///run/gantry.sock\",\n" +
            "                      or $GANTRY_HOST, or $DOCKER_HOST)\n" +
            "  -v, --version       Print the version and quit\n" +
            "\nRun 'gantry COMMAND --help' for more information on a command.\n");
        await output.FlushAsync();
    }

    public static async Task WriteAsync(VerbTable.Group group, TextWriter output)
    {
        await output.WriteAsync($"Usage:  gantry {group.Name} COMMAND\n\n{group.About}\n\nCommands:\n");
        await WriteEntriesAsync(group.Entries, output);
        await output.WriteAsync($"\nRun 'gantry {group.Name} COMMAND --help' for more information on a command.\n");
        await output.FlushAsync();
    }

    private static async Task WriteEntriesAsync(VerbTable.Entry[] entries, TextWriter output)
    {
        foreach (var entry in entries.OrderBy(entry => entry.Name, StringComparer.Ordinal))
            await output.WriteLineAsync($"  {entry.Name,-11} {entry.About}");
    }
}
