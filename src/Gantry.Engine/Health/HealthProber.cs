using System.Diagnostics;

using Gantry.Engine.Containers;
using Gantry.Engine.Events;
using Gantry.Engine.Exec;
using Gantry.Engine.Hosting;
using Gantry.Engine.Metrics;
using Gantry.Oci.Errors;
using Gantry.Runtime.Shim;

namespace Gantry.Engine.Health;

/// <summary>Checks running containers, each at its own interval, as long as its run lasts; a paused one is left alone.</summary>
internal sealed class HealthProber(ContainerStore store, ExecSessions sessions, ContainerEvents events, BackgroundWork background, TimeProvider time)
{
    /// <summary>Begins to check the present run, if its container wants to be checked.</summary>
    public void Follow(ContainerSlot slot)
    {
        if (HealthPlan.Of(slot.Current) is { } plan && slot.Process is { } process)
            _ = background.Run(() => FollowAsync(slot, process, plan));
    }

    private async Task FollowAsync(ContainerSlot slot, ShimProcess process, HealthPlan plan)
    {
        while (!background.Stopping && await PassAsync(process.Exited, plan.Next(slot.Current.State, time.GetUtcNow())))
        {
            if (slot.Current.State.Status != ContainerStatus.Running)
                continue;
            var result = await CheckAsync(slot, process, plan);
            if (result is null)
                return;
            await RecordAsync(slot, process, plan, result);
        }
    }

    /// <summary>Waits; false when the run has ended before.</summary>
    private async Task<bool> PassAsync(Task exited, TimeSpan interval)
    {
        try
        {
            await exited.WaitAsync(interval, time);
            return false;
        }
        catch (TimeoutException)
        {
            return true;
        }
    }

    /// <summary>Runs one check; null when the container ended meanwhile.</summary>
    private async Task<HealthResult?> CheckAsync(ContainerSlot slot, ShimProcess process, HealthPlan plan)
    {
        var start = time.GetUtcNow();
        var begun = Stopwatch.GetTimestamp();
        var output = new HealthOutput();
        EngineMeters.HealthChecks.Add(1);
        try
        {
            var id = await sessions.CreateAsync(slot.Id, new ExecConfig { Cmd = plan.Command, AttachStdout = true, AttachStderr = true }, CancellationToken.None);
            using var attachment = await sessions.StartAsync(id, new ExecStart(Detach: false, Tty: false, ConsoleSize: null), CancellationToken.None);
            EngineMeters.HealthCheckStarts.Record(Stopwatch.GetElapsedTime(begun).TotalSeconds);
            try
            {
                await Task.WhenAll(output.ReadAsync(attachment!.Socket), attachment.Recorded()).WaitAsync(plan.Timeout, time);
            }
            catch (TimeoutException)
            {
                sessions.Kill(id);
                await attachment!.Recorded();
                if (process.Exited.IsCompleted)
                    return null;
                var text = output.ToString();
                return new HealthResult(start, time.GetUtcNow(), -1, $"Health check exceeded timeout ({HealthOutput.Duration(plan.Timeout)}){(text.Length > 0 ? ": " + text : "")}");
            }

            return process.Exited.IsCompleted ? null : new HealthResult(start, time.GetUtcNow(), sessions.Find(id).ExitCode ?? -1, output.ToString());
        }
        catch (GantryException e)
        {
            return process.Exited.IsCompleted ? null : new HealthResult(start, time.GetUtcNow(), -1, e.Message);
        }
    }

    private async Task RecordAsync(ContainerSlot slot, ShimProcess process, HealthPlan plan, HealthResult result)
    {
        await slot.Gate.WaitAsync();
        try
        {
            if (slot.Process != process)
                return;
            if (result.ExitCode != 0)
                EngineMeters.FailedHealthChecks.Add(1);
            var state = slot.Current.State;
            var before = state.Health ?? new HealthState();
            var after = plan.After(before, result, state.StartedAt);
            slot.Current = slot.Current with { State = state with { Health = after } };
            store.TrySave(slot.Current);
            if (after.Status != before.Status)
                events.Publish(slot.Current, $"health_status: {after.Status.ToString().ToLowerInvariant()}");
        }
        finally
        {
            slot.Gate.Release();
        }
    }
}
