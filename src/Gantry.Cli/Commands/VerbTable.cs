using Gantry.Cli.CommandLine;
using Gantry.Cli.Commands.Completion;
using Gantry.Cli.Commands.Containers;
using Gantry.Cli.Commands.Contexts;
using Gantry.Cli.Commands.Engine;
using Gantry.Cli.Commands.Images;
using Gantry.Cli.Commands.Networks;
using Gantry.Cli.Commands.Registries;
using Gantry.Cli.Commands.Volumes;
using Gantry.Cli.Registry;

namespace Gantry.Cli.Commands;

/// <summary>All commands by name. A command's flags are built only when it is the one that was typed.</summary>
internal static class VerbTable
{
    private static readonly Entry[] ContainerVerbs =
    [
        new("attach", "Join the streams of a running container", () => new AttachCommand()),
        new("commit", "Make an image of a container's changes", () => new CommitCommand()),
        new("cp", "Copy files and directories between a container and the host", () => new CpCommand()),
        new("create", "Create a container", () => new CreateCommand()),
        new("diff", "Show what changed in a container's file system", () => new DiffCommand()),
        new("exec", "Run a program in a running container", () => new ExecCommand()),
        new("export", "Write a container's file system to an archive", () => new ExportCommand()),
        new("kill", "Send a signal to running containers", () => new KillCommand()),
        new("logs", "Show the logs of a container", () => new LogsCommand()),
        new("pause", "Freeze all processes of containers", PauseCommand.Pause),
        new("port", "List a container's published ports", () => new PortCommand()),
        new("rename", "Rename a container", () => new RenameCommand()),
        new("restart", "Stop containers and start them again", StopCommand.Restart),
        new("rm", "Remove containers", () => new RmCommand(), "remove"),
        new("run", "Create and run a container", () => new RunCommand()),
        new("start", "Start stopped containers", () => new StartCommand()),
        new("stats", "Show what containers use, as it changes", () => new StatsCommand()),
        new("stop", "Stop running containers", StopCommand.Stop),
        new("top", "Show the processes of a container, or what all of them use", () => new TopCommand()),
        new("unpause", "Let the processes of paused containers go on", PauseCommand.Unpause),
        new("update", "Change the limits of containers", () => new UpdateCommand()),
        new("wait", "Wait until containers stop", () => new WaitCommand()),
    ];

    private static readonly Entry[] ImageVerbs =
    [
        new("build", "Build an image from a Dockerfile", () => new BuildCommand()),
        new("history", "Show the steps an image was made in", () => new HistoryCommand()),
        new("import", "Make an image from an archive of a file system", () => new ImportCommand()),
        new("load", "Load images from an archive", () => new LoadCommand()),
        new("pull", "Download an image from a registry", () => new PullCommand()),
        new("push", "Upload an image to a registry", () => new PushCommand()),
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
        new("__complete", "Print the words that may come next", () => new CompleteCommand()) { IsHidden = true },
        new("images", "List images", () => new ImagesCommand()),
        new("inspect", "Show details of objects of any kind", InspectCommand.Anything),
        new("login", "Authenticate to a registry", () => new LoginCommand()),
        new("logout", "Log out from a registry", () => new LogoutCommand()),
        new("ps", "List containers", () => new PsCommand()),
        new("rmi", "Remove images", () => new RmiCommand()),
        new("search", "Search Docker Hub for images", () => new SearchCommand()),
        new("version", "Show the versions of client and engine", () => new VersionCommand()),
    ];

    /// <summary>The groups, for those who name the kind of object first.</summary>
    public static Group[] Groups { get; } =
    [
        new("completion", "Complete command lines in a shell",
        [
            new("bash", ShellCommand.About("bash"), ShellCommand.Bash),
            new("fish", ShellCommand.About("fish"), ShellCommand.Fish),
            new("zsh", ShellCommand.About("zsh"), ShellCommand.Zsh),
        ]),
        new("container", "Manage containers",
        [
            .. ContainerVerbs,
            new("inspect", "Show details of containers", InspectCommand.Containers),
            new("ls", "List containers", () => new PsCommand(), "list", "ps") { Short = "ps" },
            new("prune", "Remove all stopped containers", () => new ContainerPruneCommand()),
        ]),
        new("context", "Manage contexts",
        [
            new("create", "Create a context", ContextCreateCommand.Create),
            new("export", "Write a context to an archive", () => new ContextExportCommand()),
            new("import", "Keep a context from an archive", () => new ContextImportCommand()),
            new("inspect", "Show details of contexts", () => new ContextInspectCommand()),
            new("ls", "List contexts", () => new ContextLsCommand(), "list"),
            new("rm", "Remove contexts", () => new ContextRmCommand(), "remove"),
            new("show", "Print the name of the context in use", () => new ContextShowCommand()),
            new("update", "Change a context", ContextCreateCommand.Update),
            new("use", "Make a context the current one", () => new ContextUseCommand()),
        ]),
        new("image", "Manage images",
        [
            .. ImageVerbs,
            new("bootstrap", "Make a base image from Debian's archive", () => new BootstrapCommand()),
            new("inspect", "Show details of images", InspectCommand.Images),
            new("ls", "List images", () => new ImagesCommand(), "list") { Short = "images" },
            new("prune", "Remove unused images", () => new ImagePruneCommand()),
            new("rm", "Remove images", () => new RmiCommand(), "remove") { Short = "rmi" },
        ]),
        new("network", "Manage networks",
        [
            new("connect", "Connect a container to a network", () => new NetworkConnectCommand()),
            new("create", "Create a network", () => new NetworkCreateCommand()),
            new("disconnect", "Disconnect a container from a network", () => new NetworkDisconnectCommand()),
            new("inspect", "Show details of networks", InspectCommand.Networks),
            new("ls", "List networks", () => new NetworkLsCommand(), "list"),
            new("prune", "Remove all unused networks", () => new NetworkPruneCommand()),
            new("rm", "Remove networks", () => new NetworkRmCommand(), "remove"),
        ]),
        new("registry", "Run a registry",
        [
            new("serve", "Serve images to those who push and pull", () => new RegistryServeVerb()),
        ]),
        new("system", "Manage the engine",
        [
            .. SystemVerbs,
            new("check", "Find what is damaged on disk, and repair it", () => new CheckCommand()),
            new("df", "Show what images, containers, volumes and builds take on disk", () => new DfCommand()),
            new("dial-stdio", "Connect standard input and output with the engine", () => new DialStdioCommand()) { IsHidden = true },
            new("prune", "Remove what is not used", () => new SystemPruneCommand()),
        ]),
        new("volume", "Manage volumes",
        [
            new("create", "Create a volume", () => new VolumeCreateCommand()),
            new("inspect", "Show details of volumes", InspectCommand.Volumes),
            new("ls", "List volumes", () => new VolumeLsCommand(), "list"),
            new("prune", "Remove unused local volumes", () => new VolumePruneCommand()),
            new("rm", "Remove volumes", () => new VolumeRmCommand(), "remove"),
            new("update", "Update a volume (cluster volumes only)", () => new VolumeUpdateCommand()) { IsHidden = true },
        ]),
    ];

    /// <summary>The command of a name or a further name; null where there is none.</summary>
    public static Entry? Find(Entry[] entries, string name) => entries.FirstOrDefault(entry => entry.Name == name || entry.Aliases.Contains(name));

    /// <summary>The group of a name; null where there is none.</summary>
    public static Group? FindGroup(string name) => Groups.FirstOrDefault(group => group.Name == name);

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
                IEnumerable<string> names = entry.Aliases.Prepend(entry.Name).Select(alias => $"{candidate.Name} {alias}");
                if (shorter is not null || entry.Aliases.Length > 0)
                    return shorter is null ? [.. names] : [.. names, shorter];
            }
        }

        return [];
    }

    /// <summary>A command's name, what the list of commands says about it, how to make it, and its other names.</summary>
    internal sealed record Entry(string Name, string About, Func<Verb> Make, params string[] Aliases)
    {
        /// <summary>Its name outside the group, where that is another.</summary>
        public string? Short { get; init; }

        /// <summary>Whether the lists of commands leave it out.</summary>
        public bool IsHidden { get; init; }
    }

    /// <summary>A group of commands on one kind of object.</summary>
    internal sealed record Group(string Name, string About, Entry[] Entries)
    {
        /// <summary>What follows the name in the usage line of an unknown command; in Docker's client that differs from group to group.</summary>
        public string UsageTail => Name is "volume" ? " COMMAND" : "";
    }
}
