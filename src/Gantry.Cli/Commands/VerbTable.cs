using Gantry.Cli.CommandLine;
using Gantry.Cli.Registry;

namespace Gantry.Cli.Commands;

/// <summary>All commands by name. A command's flags are built only when it is the one that was typed.</summary>
internal static class VerbTable
{
    private static readonly Entry[] ContainerVerbs =
    [
        new("attach", "Join the streams of a running container", () => new AttachCommand()),
        new("create", "Create a container", () => new CreateCommand()),
        new("exec", "Run a program in a running container", () => new ExecCommand()),
        new("kill", "Send a signal to running containers", () => new KillCommand()),
        new("logs", "Show the logs of a container", () => new LogsCommand()),
        new("port", "List a container's published ports", () => new PortCommand()),
        new("rename", "Rename a container", () => new RenameCommand()),
        new("restart", "Stop containers and start them again", StopCommand.Restart),
        new("rm", "Remove containers", () => new RmCommand(), "remove"),
        new("run", "Create and run a container", () => new RunCommand()),
        new("start", "Start stopped containers", () => new StartCommand()),
        new("stop", "Stop running containers", StopCommand.Stop),
        new("top", "Show the processes of a container", () => new TopCommand()),
        new("wait", "Wait until containers stop", () => new WaitCommand()),
    ];

    private static readonly Entry[] ImageVerbs =
    [
        new("history", "Show the steps an image was made in", () => new HistoryCommand()),
        new("import", "Make an image from an archive of a file system", () => new ImportCommand()),
        new("load", "Load images from an archive", () => new LoadCommand()),
        new("save", "Save images to an archive", () => new SaveCommand()),
        new("tag", "Give an image a further name", () => new TagCommand()),
    ];

    private static readonly Entry[] SystemVerbs =
    [
        new("events", "Show events of the engine as they happen", () => new EventsCommand()),
        new("info", "Show the engine, its host and what it holds", () => new InfoCommand()),
    ];

    /// <summary>The commands without a group.</summary>
    public static Entry[] Top { get; } =
    [
        .. ContainerVerbs,
        .. ImageVerbs,
        .. SystemVerbs,
        new("images", "List images", () => new ImagesCommand()),
        new("inspect", "Show details of containers and images", InspectCommand.Anything),
        new("ps", "List containers", () => new PsCommand()),
        new("rmi", "Remove images", () => new RmiCommand()),
        new("version", "Show the versions of client and engine", () => new VersionCommand()),
    ];

    /// <summary>The groups, for those who name the kind of object first.</summary>
    public static Group[] Groups { get; } =
    [
        new("container", "Manage containers",
        [
            .. ContainerVerbs,
            new("inspect", "Show details of containers", InspectCommand.Containers),
            new("ls", "List containers", () => new PsCommand(), "list", "ps") { Short = "ps" },
        ]),
        new("image", "Manage images",
        [
            .. ImageVerbs,
            new("bootstrap", "Make a base image from Debian's archive", () => new BootstrapCommand()),
            new("inspect", "Show details of images", InspectCommand.Images),
            new("ls", "List images", () => new ImagesCommand(), "list") { Short = "images" },
            new("rm", "Remove images", () => new RmiCommand(), "remove") { Short = "rmi" },
        ]),
        new("registry", "Run a registry",
        [
            new("serve", "Serve images to those who push and pull", () => new RegistryServeVerb()),
        ]),
        new("system", "Manage the engine", SystemVerbs),
    ];

    /// <summary>All full names of a command, the program's left out; empty where it has but one.</summary>
    /// <param name="group">The group it was called in, or null.</param>
    /// <param name="name">The name it was called by.</param>
    public static IReadOnlyList<string> NamesOf(string? group, string name)
    {
        foreach (var candidate in Groups.Where(candidate => group is null || candidate.Name == group))
        {
            foreach (var entry in candidate.Entries.Where(entry => entry.Name == name || (group is null ? entry.Short == name : entry.Aliases.Contains(name))))
            {
                var shorter = entry.Short ?? (Top.Contains(entry) ? entry.Name : null);
                if (shorter is not null)
                    return [.. entry.Aliases.Prepend(entry.Name).Select(alias => $"{candidate.Name} {alias}"), shorter];
            }
        }

        return [];
    }

    /// <summary>A command's name, what the list of commands says about it, how to make it, and its other names.</summary>
    internal sealed record Entry(string Name, string About, Func<Verb> Make, params string[] Aliases)
    {
        /// <summary>Its name outside the group, where that is another.</summary>
        public string? Short { get; init; }
    }

    /// <summary>A group of commands on one kind of object.</summary>
    internal sealed record Group(string Name, string About, Entry[] Entries);
}
