using Gantry.Cli.Compose.Commands;

namespace Gantry.Cli.Compose;

/// <summary>The commands of <c>gantry compose</c> by name that work on an engine. A command's flags are built only when it is the one that was typed.</summary>
internal static class ComposeVerbs
{
    public static IReadOnlyList<(string Name, string About, Func<ComposeVerb> Make)> All { get; } =
    [
        ("attach", "Attach local standard input, output, and error streams to a service's running container", () => new AttachCommand()),
        ("build", "Build or rebuild services", () => new BuildCommand()),
        ("commit", "Create a new image from a service container's changes", () => new CommitCommand()),
        ("config", "Parse, resolve and render compose file in canonical format", () => new ConfigCommand()),
        ("cp", "Copy files/folders between a service container and the local filesystem", () => new CpCommand()),
        ("create", "Creates containers for a service", () => new CreateCommand()),
        ("down", "Stop and remove containers, networks", () => new DownCommand()),
        ("events", "Receive real time events from containers", () => new EventsCommand()),
        ("exec", "Execute a command in a running container", () => new ExecCommand()),
        ("export", "Export a service container's filesystem as a tar archive", () => new ExportCommand()),
        ("images", "List images used by the created containers", () => new ImagesCommand()),
        ("kill", "Force stop service containers", () => new KillCommand()),
        ("logs", "View output from containers", () => new LogsCommand()),
        ("ls", "List running compose projects", () => new LsCommand()),
        ("pause", "Pause services", PauseCommand.Pause),
        ("port", "Print the public port for a port binding", () => new PortCommand()),
        ("ps", "List containers", () => new PsCommand()),
        ("publish", "Publish compose application", () => new PublishCommand()),
        ("pull", "Pull service images", () => new PullCommand()),
        ("push", "Push service images", () => new PushCommand()),
        ("restart", "Restart service containers", () => new RestartCommand()),
        ("rm", "Removes stopped service containers", () => new RmCommand()),
        ("run", "Run a one-off command on a service", () => new RunCommand()),
        ("scale", "Scale services", () => new ScaleCommand()),
        ("start", "Start services", () => new StartCommand()),
        ("stats", "Display a live stream of container(s) resource usage statistics", () => new StatsCommand()),
        ("stop", "Stop services", () => new StopCommand()),
        ("top", "Display the running processes", () => new TopCommand()),
        ("unpause", "Unpause services", PauseCommand.Unpause),
        ("up", "Create and start containers", () => new UpCommand()),
        ("version", "Show the Gantry Compose version information", () => new VersionCommand()),
        ("volumes", "List volumes", () => new VolumesCommand()),
        ("wait", "Block until containers of all (or specified) services stop.", () => new WaitCommand()),
        ("watch", "Watch build context for service and rebuild/refresh containers when files are updated", () => new WatchCommand()),
    ];
}
