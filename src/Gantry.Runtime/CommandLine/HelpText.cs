using System.Text;

namespace Gantry.Runtime.CommandLine;

/// <summary>Help in the form of runc's.</summary>
internal static class HelpText
{
    private const string About =
        """
        {0} - Open Container Initiative runtime

        {0} runs containers that are packaged according to the Open Container Initiative (OCI) format.

        A container is described by a bundle: a directory with a specification file named "config.json" and a root
        filesystem. To start a new container:

            # {0} run [ -b bundle ] <container-id>

        Where "<container-id>" is your name for the container; it must be unique on your host. The bundle is the current
        directory unless "-b" names another.
        """;

    /// <summary>Help for the whole program.</summary>
    public static string Program(string program, string version, IReadOnlyList<RuntimeCommand> commands, IReadOnlyList<RuntimeFlag> flags)
    {
        var text = new StringBuilder("NAME:\n   ").Append(About.Replace("{0}", program, StringComparison.Ordinal)).Append("\n\nUSAGE:\n   ").Append(program)
            .Append(" [global options] command [command options] [arguments...]\n\nVERSION:\n   ").Append(version).Append("\n\nCOMMANDS:\n");
        var width = commands.Max(c => c.Name.Length) + 2;
        foreach (var command in commands)
            text.Append("   ").Append(command.Name.PadRight(width)).Append(command.Summary).Append('\n');
        text.Append("   ").Append("help, h".PadRight(width)).Append("Shows a list of commands or help for one command\n\nGLOBAL OPTIONS:\n");
        Options(text, [.. flags, new RuntimeFlag("help, h", RuntimeFlagKind.Switch, "show help"), new RuntimeFlag("version, v", RuntimeFlagKind.Switch, "print the version")]);
        return text.ToString();
    }

    /// <summary>Help for a command.</summary>
    public static string Command(string program, RuntimeCommand command)
    {
        var text = new StringBuilder("NAME:\n   ").Append(program).Append(' ').Append(command.Name).Append(" - ").Append(command.Summary)
            .Append("\n\nUSAGE:\n   ").Append(program).Append(' ').Append(command.Name);
        if (command.Flags.Any(f => !f.IsHidden))
            text.Append(" [command options]");
        text.Append(' ').Append(command.OperandNames).Append('\n');
        if (command.Description is { } description)
            text.Append("\nDESCRIPTION:\n   ").Append(description.Replace("{0}", program, StringComparison.Ordinal)).Append('\n');
        if (command.Flags.Any(f => !f.IsHidden))
        {
            text.Append("\nOPTIONS:\n");
            Options(text, command.Flags);
        }

        return text.ToString();
    }

    private static void Options(StringBuilder text, IReadOnlyList<RuntimeFlag> flags)
    {
        var lines = flags.Where(f => !f.IsHidden).Select(f => (Names: Names(f), f.Usage, f.Default)).ToList();
        var width = lines.Max(l => l.Names.Length) + 2;
        foreach (var (names, usage, value) in lines)
            text.Append("   ").Append(names.PadRight(width)).Append(usage).Append(value is null ? "" : $" (default: {value})").Append('\n');
    }

    private static string Names(RuntimeFlag flag) => string.Join(", ", flag.Names.Split(", ")
        .Select(n => (n.Length == 1 ? "-" : "--") + n + (flag.Kind == RuntimeFlagKind.Switch ? "" : " value")));
}
