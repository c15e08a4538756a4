using Gantry.Compose.Plan;
using Gantry.Oci.Errors;

namespace Gantry.Compose.Execute;

public sealed partial class PlanExecutor
{
    private async Task<bool> PerformOnContainerAsync(PlannedStep step, CancellationToken cancellation)
    {
        switch (step.Action)
        {
            case CreateContainer create:
                await TellFailureAsync(step.Report, null, () => CreateAsync(create.Order, cancellation));
                return true;
            case RenameContainer rename:
                await TellFailureAsync(step.Report, null, () => engine.RenameContainerAsync(IdOf(rename.Container), rename.Name, cancellation));
                return true;
            case StartContainer start:
                await StartAsync(start, cancellation);
                return true;
            case StopContainer stop:
                return await StopAsync(stop, step.Report, cancellation);
            case RestartContainer restart:
                await RestartAsync(restart, step.Report, cancellation);
                return true;
            case RemoveContainer remove:
                await RemoveAsync(remove, step.Report, cancellation);
                return true;
            case KillContainer kill:
                await TellFailureAsync(step.Report, "Error while Killing", () => engine.KillContainerAsync(IdOf(kill.Container), kill.Signal, cancellation));
                return true;
            case PauseContainer pause:
                await engine.PauseContainerAsync(IdOf(pause.Container), cancellation);
                return true;
            case UnpauseContainer unpause:
                await engine.UnpauseContainerAsync(IdOf(unpause.Container), cancellation);
                return true;
            default:
                throw new InvalidOperationException($"nobody carries out: {step.Action.Words}");
        }
    }

    private async Task CreateAsync(ContainerOrder order, CancellationToken cancellation)
    {
        var resolved = order.Resolve(IdOf);
        var (id, warnings) = await CreateOverLeftoverAsync(resolved, cancellation);
        made[order.FinalName] = id;
        foreach (var warning in warnings)
            sink.Report(new ProgressEvent(order.Service.Name, ProgressStatus.Warning, "") { Text = warning });
    }

    /// <summary>The engine still makes what a killed command asked it for: a replacement that was not there when we looked. Nobody has started it.</summary>
    private async Task<(string Id, IReadOnlyList<string> Warnings)> CreateOverLeftoverAsync(ContainerOrder order, CancellationToken cancellation)
    {
        try
        {
            return await engine.CreateContainerAsync(order, cancellation);
        }
        catch (GantryException taken) when (taken.Kind == ErrorKind.Conflict && order.Replaces is not null)
        {
            await engine.RemoveContainerAsync(order.Name, force: false, volumes: false, cancellation);
            return await engine.CreateContainerAsync(order, cancellation);
        }
    }

    private async Task StartAsync(StartContainer start, CancellationToken cancellation)
    {
        var id = IdOf(start.Container);
        foreach (var file in start.Files)
            await engine.WriteFileAsync(id, file, cancellation);
        await engine.StartContainerAsync(id, cancellation);
        await RunHooksAsync(start.Container, start.Hooks, cancellation);
    }

    private async Task<bool> StopAsync(StopContainer stop, StepReport? report, CancellationToken cancellation)
    {
        var id = IdOf(stop.Container);
        try
        {
            await RunHooksAsync(stop.Container, stop.Hooks, cancellation);
        }
        catch (GantryException fault) when (fault.Kind is ErrorKind.NotFound or ErrorKind.Conflict)
        {
            // It does not run, so there is nothing to stop.
            return true;
        }

        try
        {
            await engine.StopContainerAsync(id, stop.Timeout, cancellation);
        }
        catch (GantryException fault) when (stop.GoneIsFine && fault.Kind == ErrorKind.NotFound)
        {
            return true;
        }
        catch (GantryException)
        {
            Say(report?.Subject, ProgressStatus.Error, "Error while Stopping");
            throw;
        }

        return true;
    }

    private async Task RestartAsync(RestartContainer restart, StepReport? report, CancellationToken cancellation)
    {
        await RunHooksAsync(restart.Container, restart.Before, cancellation);
        Say(report?.Subject, ProgressStatus.Working, "Restarting");
        await engine.RestartContainerAsync(IdOf(restart.Container), restart.Timeout, cancellation);
        Say(report?.Subject, ProgressStatus.Done, "Started");
        await RunHooksAsync(restart.Container, restart.Then, cancellation);
    }

    private async Task RemoveAsync(RemoveContainer remove, StepReport? report, CancellationToken cancellation)
    {
        try
        {
            await engine.RemoveContainerAsync(IdOf(remove.Container), remove.Force, remove.Volumes, cancellation);
        }
        catch (GantryException fault) when (remove.GoneIsFine && fault.Kind is ErrorKind.NotFound or ErrorKind.Conflict)
        {
            // Gone, or somebody else is at it.
        }
        catch (GantryException)
        {
            Say(report?.Subject, ProgressStatus.Error, "Error while Removing");
            throw;
        }
    }

    private async Task RunHooksAsync(ContainerRef container, IReadOnlyList<HookOrder> hooks, CancellationToken cancellation)
    {
        foreach (var hook in hooks)
        {
            var take = HookOutput is null ? null : (Action<string>)(line => HookOutput(container, line));
            var code = await engine.RunHookAsync(IdOf(container), hook, take, cancellation);
            if (code != 0)
                throw new GantryException(ErrorKind.Internal, $"{hook.Service} hook exited with status {code}");
        }
    }
}
