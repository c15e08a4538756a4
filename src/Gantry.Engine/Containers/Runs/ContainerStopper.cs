using Gantry.Engine.Events;
using Gantry.Engine.Runtimes;
using Gantry.Linux.Cgroups;
using Gantry.Linux.Processes;
using Gantry.Oci.Errors;

namespace Gantry.Engine.Containers.Runs;

/// <summary>Signals and stops running containers.</summary>
internal sealed class ContainerStopper(ContainerLauncher launcher, ForeignRuntimes runtimes, ContainerStore store, ContainerEvents events, TimeProvider time)
{
    private const int DefaultSeconds = 10;
    private static readonly TimeSpan KillDeadline = TimeSpan.FromSeconds(10);

    /// <summary>Sends the stop signal, waits, kills, and waits for the end to be recorded.</summary>
    public async Task StopAsync(ContainerSlot slot, int? timeoutSeconds, string? signal, CancellationToken cancellation)
    {
        var container = slot.Current;
        var number = SignalNames.Parse(signal is { Length: > 0 } ? signal : container.Config.StopSignal ?? "SIGTERM");
        if (!await RequestAsync(slot))
        {
            events.Publish(container, "stop");
            return;
        }

        var exit = slot.NextExit;
        var seconds = timeoutSeconds ?? container.Config.StopTimeout ?? DefaultSeconds;
        if (slot.Process is not null)
        {
            await SendAsync(slot, number);
            Thaw(slot);
            if (seconds != 0 || number == SignalNames.Kill)
                await WithinAsync(exit, seconds < 0 ? Timeout.InfiniteTimeSpan : TimeSpan.FromSeconds(Math.Max(seconds, 1)), cancellation);
            if (!exit.IsCompleted)
            {
                await SendAsync(slot, SignalNames.Kill);
                await WithinAsync(exit, KillDeadline, CancellationToken.None);
            }
        }

        await slot.Ended.WaitAsync(cancellation);
        events.Publish(container, "stop");
    }

    /// <summary>Sends a signal by the user's wish; SIGKILL ends a container for good.</summary>
    public async Task KillAsync(ContainerSlot slot, string reference, string? signal, CancellationToken cancellation)
    {
        var container = slot.Current;
        int number;
        try
        {
            number = signal is { Length: > 0 } ? SignalNames.Parse(signal) : SignalNames.Kill;
        }
        catch (GantryException e)
        {
            throw new GantryException(e.Kind, $"cannot kill container: {reference}: {e.Message}", e);
        }

        if (container.State.Status == ContainerStatus.Restarting)
        {
            // Nothing runs that could take the signal; that of an end is taken for what it means.
            if (IsEnd(container, number)) await RequestAsync(slot);
            events.Publish(container, "kill", ("signal", $"{number}"));
            return;
        }

        if (!container.State.IsAlive)
            throw new GantryException(ErrorKind.Conflict, $"cannot kill container: {reference}: container {container.Id} is not running");
        if (IsEnd(container, number))
            slot.StopRequested = true;
        await SendAsync(slot, number);
        if (number == SignalNames.Kill)
        {
            Thaw(slot);
            await WithinAsync(slot.Ended, KillDeadline, cancellation);
        }
    }

    private static bool IsEnd(Container container, int signal) => signal == SignalNames.Kill || signal == SignalNames.Parse(container.Config.StopSignal ?? "SIGTERM");

    /// <summary>Kills what runs and waits for the end to be recorded, so that it can be removed.</summary>
    public async Task KillForRemovalAsync(ContainerSlot slot)
    {
        if (!await RequestAsync(slot))
            return;
        await SendAsync(slot, SignalNames.Kill);
        Thaw(slot);
        await WithinAsync(slot.Ended, KillDeadline, CancellationToken.None);
    }

    /// <summary>Notes that the container is to end. A start under way is waited for, so that it cannot come after the request; a restart that
    /// waits for its delay does not come at all. False when nothing runs.</summary>
    private async Task<bool> RequestAsync(ContainerSlot slot)
    {
        slot.RestartDelay?.Cancel();
        await slot.Gate.WaitAsync();
        try
        {
            slot.StopRequested = true;
            if (slot.Current.State.Status != ContainerStatus.Restarting)
                return slot.Process is not null;
            slot.Current = slot.Current with { State = slot.Current.State with { Status = ContainerStatus.Exited }, StoppedByUser = true };
            store.Save(slot.Current);
            return false;
        }
        finally
        {
            slot.Gate.Release();
        }
    }

    private async Task SendAsync(ContainerSlot slot, int signal)
    {
        try
        {
            if (!await runtimes.SignalAsync(slot.Current, signal))
                slot.Process?.Signal(signal);
            events.Publish(slot.Current, "kill", ("signal", $"{signal}"));
        }
        catch (GantryException e) when (e.Kind is ErrorKind.NotFound or ErrorKind.Conflict)
        {
            // It has just ended by itself; its end is on the way.
        }
    }

    /// <summary>A frozen process takes a signal only when it runs again.</summary>
    private void Thaw(ContainerSlot slot)
    {
        if (slot.Current.State.Status == ContainerStatus.Paused)
            Cgroup.Open(launcher.CgroupPath(slot.Current)).Thaw();
    }

    private async Task WithinAsync(Task task, TimeSpan limit, CancellationToken cancellation)
    {
        try
        {
            await task.WaitAsync(limit, time, cancellation);
        }
        catch (TimeoutException)
        {
        }
    }
}
