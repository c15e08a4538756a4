using Gantry.Cli.Compose.Commands;

namespace Gantry.Cli.Compose;

/// <summary>The commands of <c>gantry compose</c> by name that work on an engine. A command's flags are built only when it is the one that was typed.</summary>
internal static class ComposeVerbs
{
    public static IReadOnlyList<(string Name, string About, Func<ComposeVerb> Make)> All { get; } =
    [
        ("create", "Creates containers for a service", () => new CreateCommand()),
        ("down", "Stop and remove containers, networks", () => new DownCommand()),
        ("kill", "Force stop service containers", () => new KillCommand()),
        ("logs", "View output from containers", () => new LogsCommand()),
        ("pause", "Pause services", PauseCommand.Pause),
        ("restart", "Restart service containers", () => new RestartCommand()),
        ("rm", "Removes stopped service containers", () => new RmCommand()),
        ("scale", "Scale services", () => new ScaleCommand()),
        ("start", "Start services", () => new StartCommand()),
        ("stop", "Stop services", () => new StopCommand()),
        ("unpause", "Unpause services", PauseCommand.Unpause),
        ("up", "Create and start containers", () => new UpCommand()),
    ];
}
