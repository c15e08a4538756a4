using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Progress;

namespace Gantry.Cli.Compose.Globals;

/// <summary>How output is shown.</summary>
/// <param name="Mode">How progress is shown.</param>
/// <param name="Ansi">Whether colours are wanted: never, always, or auto on a terminal.</param>
/// <param name="Colourless">Whether NO_COLOR forbids them.</param>
internal sealed record DisplayChoice(ProgressMode Mode, string Ansi, bool Colourless)
{
    /// <summary>The choice of the flags, else of COMPOSE_ANSI and COMPOSE_PROGRESS.</summary>
    /// <exception cref="CliException">They contradict each other, or the progress is unknown.</exception>
    public static DisplayChoice Of(string? ansiFlag, string progressFlag)
    {
        var ansi = ansiFlag ?? Environment.GetEnvironmentVariable("COMPOSE_ANSI") ?? "auto";
        var progress = progressFlag.Length > 0 ? progressFlag : Environment.GetEnvironmentVariable("COMPOSE_PROGRESS") ?? "";
        return new(ModeOf(progress, ansi), ansi, !string.IsNullOrEmpty(Environment.GetEnvironmentVariable("NO_COLOR")));
    }

    /// <summary>What a word for progress means.</summary>
    /// <exception cref="CliException">It is unknown, or the colours it needs are not wanted.</exception>
    public static ProgressMode ModeOf(string progress, string ansi) => progress switch
    {
        "" or "auto" => ansi switch { "never" => ProgressMode.Plain, "always" => ProgressMode.Terminal, _ => ProgressMode.Auto },
        "tty" when ansi == "never" => throw new CliException("can't use --progress tty while ANSI support is disabled"),
        "tty" => ProgressMode.Terminal,
        "plain" when ansi == "always" => throw new CliException("can't use --progress plain while ANSI support is forced"),
        "plain" => ProgressMode.Plain,
        "quiet" or "none" => ProgressMode.Quiet,
        "json" => ProgressMode.Json,
        _ => throw new CliException($"unsupported --progress value \"{progress}\""),
    };
}
