using System.Runtime.InteropServices;

using Gantry.Cli.Client;
using Gantry.Cli.Compose.Logs;
using Gantry.Cli.Compose.Progress;
using Gantry.Cli.Compose.Up.Menu;
using Gantry.Cli.Compose.Watching;
using Gantry.Compose.Model;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan;
using Gantry.Compose.Plan.Stop;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Compose.Up;

/// <summary>
/// An <c>up</c> that stays: attaches to the containers, starts them, prints what they write until all have ended. The first interrupt stops them, the
/// second kills them.
/// </summary>
internal sealed class AttachedUp(ComposeCall call, Project project, LogPrinter printer)
{
    private const int Interrupted = 130;
    private static readonly TimeSpan LastLines = TimeSpan.FromSeconds(2);
    private readonly Dictionary<string, Task> output = new(StringComparer.Ordinal);
    private readonly List<Task> teardowns = [];
    private readonly Lock gate = new();
    private readonly TaskCompletionSource detached = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly TaskCompletionSource stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Func<Task> callOff = () => Task.CompletedTask;
    private Task starting = Task.CompletedTask;
    private Task monitoring = Task.CompletedTask;
    private int interrupts;
    private int exitCode;
    private bool aborted;
    private bool exitTaken;
    private KeyboardMenu? menu;

    /// <summary>The services whose output is shown.</summary>
    public required IReadOnlySet<string> Attached { get; init; }

    /// <summary>The services that were named; empty: those that are attached are what it is about.</summary>
    public required IReadOnlyList<string> Watched { get; init; }

    /// <summary>Whether all stop when one ends.</summary>
    public bool StopsOnExit { get; init; }

    /// <summary>Whether all stop when one fails.</summary>
    public bool StopsOnFailure { get; init; }

    /// <summary>The service whose exit code is the command's; empty: none.</summary>
    public string ExitCodeFrom { get; init; } = "";

    /// <summary>What keeps containers up to date with files of the host meanwhile; null: no service says how.</summary>
    public WatchSwitch? Watch { get; init; }

    /// <summary>Whether that is on from the beginning.</summary>
    public bool Watches { get; init; }

    /// <summary>Whether keys are listened to.</summary>
    public bool HasMenu { get; init; }

    /// <summary>Does it, and returns the command's exit code.</summary>
    public async Task<int> RunAsync(TimeSpan? timeout, CancellationToken cancellation)
    {
        var follower = new LogFollower(call.Engine.Client, printer);
        var monitor = new ProjectMonitor(call.Engine, project.Name, Watched.Count > 0 ? Watched : [.. Attached], call.Separator)
        {
            Started = (container, restarted) => FollowAsync(follower, container, restarted, cancellation),
            Ended = (container, code, again) => EndAsync(container, code, again, timeout),
            Replaced = name => printer.Status(name, "has been recreated"),
        };
        using var calledOff = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        callOff = calledOff.CancelAsync;
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, context => Interrupt(context, timeout));
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, context => Interrupt(context, timeout));
        monitoring = await monitor.StartAsync(cancellation);
        await AttachAsync(follower, cancellation);
        using var keys = HasMenu ? OpenMenu(cancellation) : null;
        try
        {
            using var silence = call.NoProgress();
            starting = new Starting(call, project).RunAsync(call.Executor(silence, PrintHook), null, calledOff.Token);
            await starting;
        }
        catch (Exception fault) when (interrupts > 0 && fault is GantryException or OperationCanceledException)
        {
            // What could not start any more was to be stopped anyway.
        }

        if (Watches)
            await TurnAsync(Watch!, cancellation);
        var first = await Task.WhenAny(monitoring, detached.Task, stopped.Task);
        keys?.Dispose();
        if (first == detached.Task)
            return 0;
        if (first == monitoring)
            await monitoring;
        await EndTeardownsAsync();
        if (Watch is not null)
            await Watch.TurnOffAsync();
        return await LeaveAsync();
    }

    private KeyboardMenu OpenMenu(CancellationToken cancellation)
    {
        var opened = new KeyboardMenu(call.Streams, printer) { Pressed = key => Take(key, cancellation) };
        menu = opened;
        opened.Open(); // from here on keys come
        return opened;
    }

    private void Take(char key, CancellationToken cancellation)
    {
        if (key == 'd')
            detached.TrySetResult();
        else if (key == 'w' && Watch is null)
            menu!.ShowFault("watch is not yet configured: a `develop` section of a service says what is watched");
        else if (key == 'w')
            _ = TurnAsync(Watch!, cancellation);
    }

    private async Task TurnAsync(WatchSwitch watch, CancellationToken cancellation)
    {
        if (watch.IsOn)
            await watch.TurnOffAsync();
        else
            watch.TurnOn(cancellation);
        menu?.ShowWatching(watch.IsOn);
    }

    private async Task AttachAsync(LogFollower follower, CancellationToken cancellation)
    {
        var containers = (await call.Engine.ListContainersAsync(project.Name, cancellation))
            .Where(container => !container.IsOneOff && Attached.Contains(container.Service))
            .OrderBy(container => container.Name, StringComparer.Ordinal).ToList();
        if (containers.Count == 0)
            return;
        await call.Out.WriteLineAsync($"Attaching to {string.Join(", ", containers.Select(container => ContainerNaming.Of(container, call.Separator)))}");
        await call.Out.FlushAsync(cancellation);
        foreach (var container in containers)
        {
            var pump = await follower.AttachAsync(container.Id, ContainerNaming.Of(container, call.Separator), cancellation);
            lock (gate)
                output[container.Id] = pump;
        }
    }

    /// <summary>A container that started by itself, or anew: what it writes is in the engine's log.</summary>
    private async Task FollowAsync(LogFollower follower, MonitoredContainer container, bool restarted, CancellationToken cancellation)
    {
        lock (gate)
        {
            if (!Attached.Contains(container.Service) || (output.ContainsKey(container.Id) && !restarted))
                return;
        }

        try
        {
            var details = await call.Engine.Client.ContainerAsync(container.Id, cancellation);
            var query = Query.Of(("follow", "1"), ("since", Moment(details.State.StartedAt)), ("stdout", "1"), ("stderr", "1"));
            var pump = follower.PrintAsync(container.Id, container.Name, query, cancellation);
            lock (gate)
                output[container.Id] = pump;
        }
        catch (GantryException fault) when (fault.Kind is ErrorKind.NotFound or ErrorKind.NotImplemented)
        {
            // It is gone again, or keeps no log.
        }
    }

    private async Task EndAsync(MonitoredContainer container, int code, bool again, TimeSpan? timeout)
    {
        Task? pump;
        lock (gate)
            output.TryGetValue(container.Id, out pump);
        if (pump is not null)
            await Task.WhenAny(pump, Task.Delay(LastLines));
        printer.Status(container.Name, $"exited with code {code}{(again ? " (restarting)" : "")}");
        if (ExitCodeFrom == container.Service && !exitTaken)
            (exitTaken, exitCode) = (true, code);
        if (aborted || !(StopsOnExit || (StopsOnFailure && code != 0)))
            return;
        aborted = true;
        if (!exitTaken)
            exitCode = code;
        printer.Remark(call.Error, new Ansi(call.MayColour).BoldRed("Aborting on container exit..."));
        Begin(() => StopAsync(timeout));
    }

    private void Interrupt(PosixSignalContext context, TimeSpan? timeout)
    {
        context.Cancel = true;
        if (Interlocked.Increment(ref interrupts) == 1)
        {
            menu?.Dispose();
            call.Out.WriteLine("Gracefully Stopping... press Ctrl+C again to force");
            call.Out.Flush();
            Begin(() => GiveUpAsync(timeout));
        }
        else if (interrupts == 2)
        {
            Begin(KillAsync);
        }
    }

    private void Begin(Func<Task> work)
    {
        lock (gate)
            teardowns.Add(Task.Run(work));
    }

    /// <summary>Stops what runs once nothing starts any more. What never started has no end to wait for.</summary>
    private async Task GiveUpAsync(TimeSpan? timeout)
    {
        try
        {
            await callOff();
            await Task.WhenAny(starting);
            await StopAsync(timeout);
            await Task.WhenAny(monitoring, Task.Delay(LastLines));
        }
        finally
        {
            stopped.TrySetResult();
        }
    }

    private async Task StopAsync(TimeSpan? timeout)
    {
        var seen = new ObservedProject { Containers = await call.Engine.ListContainersAsync(project.Name, CancellationToken.None) };
        using var view = MixedProgress.Open(call, printer);
        await call.Executor(view, PrintHook)
            .RunAsync(StopPlanner.Plan(project, seen, Watched, timeout), project.Name, CancellationToken.None);
    }

    private async Task KillAsync()
    {
        var running = (await call.Engine.ListContainersAsync(project.Name, CancellationToken.None))
            .Where(container => container.State is "running" or "paused" && project.Services.ContainsKey(container.Service));
        using var silence = call.NoProgress();
        try
        {
            await call.Executor(silence).RunAsync(ContainerPlans.Kill(running, "SIGKILL"), project.Name, CancellationToken.None);
        }
        catch (GantryException fault) when (fault.Kind is ErrorKind.NotFound or ErrorKind.Conflict)
        {
            // It ended by itself in the meantime.
        }
    }

    private async Task EndTeardownsAsync()
    {
        Task[] begun;
        lock (gate)
            begun = [.. teardowns];
        await Task.WhenAll(begun);
    }

    private async Task<int> LeaveAsync()
    {
        Task[] pumps;
        lock (gate)
            pumps = [.. output.Values];
        await Task.WhenAny(Task.WhenAll(pumps), Task.Delay(LastLines));
        var code = interrupts > 0 ? Interrupted : exitCode;
        // Docker's Compose ends a failure that has no text with an empty line.
        if (code != 0)
            await call.Error.WriteLineAsync();
        return code;
    }

    private void PrintHook(ContainerRef container, string line)
    {
        var prefix = project.Name + call.Separator;
        printer.Line((container.Name.StartsWith(prefix, StringComparison.Ordinal) ? container.Name[prefix.Length..] : container.Name) + " ->", line);
    }

    /// <summary>A time in RFC 3339 as the engine's filters take it.</summary>
    private static string Moment(string time) => CommandLine.Moment.Parse(time);
}
