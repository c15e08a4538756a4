using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Logs;
using Gantry.Cli.Compose.Progress;
using Gantry.Cli.Compose.Watching;
using Gantry.Compose.Model;

namespace Gantry.Cli.Compose.Up;

/// <summary>The flags of an <c>up</c> that stays with its containers.</summary>
internal sealed class AttachFlags
{
    private readonly Option<bool> abortOnExit = Flag.Switch("--abort-on-container-exit", "Stops all containers if any container was stopped. Incompatible with -d");
    private readonly Option<bool> abortOnFailure =
        Flag.Switch("--abort-on-container-failure", "Stops all containers if any container exited with failure. Incompatible with -d");

    private readonly Option<string> exitCodeFrom =
        Flag.Text("--exit-code-from", "Return the exit code of the selected service container. Implies --abort-on-container-exit");

    private readonly Option<IReadOnlyList<string>> noAttach = Flag.List("--no-attach", "Do not attach (stream logs) to the specified services", word: "stringArray");
    private readonly Option<bool> menu = Flag.Switch(
        "--menu", "Enable interactive shortcuts when running attached. Incompatible with --detach. Can also be enable/disable by setting COMPOSE_MENU environment var.");

    private readonly Option<bool> noColor = Flag.Switch("--no-color", "Produce monochrome output");
    private readonly Option<bool> noPrefix = Flag.Switch("--no-log-prefix", "Don't print prefix in logs");
    private readonly Option<bool> timestamps = Flag.Switch("--timestamps", "Show timestamps");

    public Option<IReadOnlyList<string>> Services { get; } =
        Flag.List("--attach", "Restrict attaching to the specified services. Incompatible with --attach-dependencies.", word: "stringArray");

    public Option<bool> Dependencies { get; } = Flag.Switch("--attach-dependencies", "Automatically attach to log output of dependent services");

    public IEnumerable<Option> All =>
        [abortOnExit, abortOnFailure, exitCodeFrom, Services, Dependencies, menu, noAttach, noColor, noPrefix, timestamps];

    public bool StopsOnExit(ComposeCall call) =>
        call.Get(abortOnExit) || (call.Get(exitCodeFrom).Length > 0 && !call.Get(abortOnFailure));

    public bool IsUsed(ComposeCall call) =>
        call.Get(Dependencies) || StopsOnExit(call) || call.Get(abortOnFailure) || call.Get(Services).Count > 0;

    /// <exception cref="CliException">Two flags exclude each other.</exception>
    public void Check(ComposeCall call)
    {
        if (StopsOnExit(call) && call.Get(abortOnFailure))
            throw new CliException("--abort-on-container-failure cannot be combined with --abort-on-container-exit");
        if (call.Get(Services).Count > 0 && call.Get(Dependencies))
            throw new CliException("cannot combine --attach and --attach-dependencies");
    }

    /// <summary>What stays with a project's containers.</summary>
    /// <exception cref="CliException">A service is not part of it.</exception>
    public AttachedUp Open(ComposeCall call, Project project, IReadOnlyList<string> services, bool watch)
    {
        if (call.Get(exitCodeFrom) is { Length: > 0 } chosen && !project.Services.ContainsKey(chosen))
            throw new CliException($"no such service: {chosen}: not found");
        var colours = new LogColours(call.Colours && !call.Get(noColor));
        var printer = new LogPrinter(call.Out, call.Error, colours, !call.Get(noPrefix), call.Get(timestamps));
        return new AttachedUp(call, project, printer)
        {
            Watch = watch || project.Services.Values.Any(service => service.Develop is { Watch.Count: > 0 }) ? Switch(call, project, printer, watch) : null,
            Watches = watch,
            HasMenu = HasMenu(call),
            Attached = Chosen(call, project, services),
            Watched = services,
            StopsOnExit = StopsOnExit(call),
            StopsOnFailure = call.Get(abortOnFailure),
            ExitCodeFrom = call.Get(exitCodeFrom),
        };
    }

    /// <summary>What is wrong with a watch that was asked for is known before anything is made.</summary>
    private static WatchSwitch Switch(ComposeCall call, Project project, LogPrinter printer, bool now)
    {
        var first = now ? new ProjectWatch(call, project, printer) : null;
        return new WatchSwitch(() => Interlocked.Exchange(ref first, null) ?? new ProjectWatch(call, project, printer), printer);
    }

    /// <summary>Keys are for people at a terminal; whoever does not want them says so with the flag or a variable.</summary>
    private bool HasMenu(ComposeCall call)
    {
        if (!call.Streams.OutputIsTerminal || !call.Streams.InputIsTerminal || call.Mode == ProgressMode.Plain)
            return false;
        if (call.Given(menu))
            return call.Get(menu);
        return Environment.GetEnvironmentVariable("COMPOSE_MENU") is null || call.Setting("COMPOSE_MENU");
    }

    private HashSet<string> Chosen(ComposeCall call, Project project, IReadOnlyList<string> services)
    {
        var chosen = call.Get(Services).ToHashSet(StringComparer.Ordinal);
        if (chosen.Where(name => !project.Services.ContainsKey(name)).Order(StringComparer.Ordinal).ToList() is { Count: > 0 } strangers)
            throw new CliException($"cannot attach to services not included in up: {string.Join(", ", strangers)}");
        if (chosen.Count == 0)
        {
            var named = services.Count > 0 && !call.Get(Dependencies) ? services : project.Services.Keys;
            chosen = [.. named.Where(name => project.Services[name].Attach != false)];
        }

        chosen.ExceptWith(call.Get(noAttach));
        return chosen;
    }
}
