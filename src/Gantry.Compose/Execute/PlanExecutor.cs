using System.Collections.Concurrent;

using Gantry.Compose.Plan;
using Gantry.Oci.Errors;

namespace Gantry.Compose.Execute;

/// <summary>
/// Carries out a plan: each step as soon as those it waits for are over, many at a time. Knows no policy. After a failure no further step begins; those
/// under way come to their end, so that the engine is left as a whole number of steps.
/// </summary>
/// <param name="engine">The engine.</param>
/// <param name="sink">Where it is shown how it goes.</param>
public sealed partial class PlanExecutor(IEngine engine, IProgressSink sink)
{
    private readonly ConcurrentDictionary<string, string> made = new(StringComparer.Ordinal);

    /// <summary>Takes what hooks write, line by line, with the container they run in; null: nobody wants it.</summary>
    public Action<ContainerRef, string>? HookOutput { get; init; }

    /// <summary>Takes what a person should know although nothing failed; null: nobody wants it.</summary>
    public Action<string>? Warn { get; init; }

    /// <summary>How many steps are under way at once, those that only wait left out; 0: as many as can be.</summary>
    public int Limit { get; init; }

    /// <summary>Carries a plan out.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="project">The project's name, under which its containers are watched.</param>
    /// <param name="cancellation">Ends it; what is under way is given up.</param>
    /// <exception cref="GantryException">A step failed; the first failure is the one that is told.</exception>
    public async Task RunAsync(ComposePlan plan, string project, CancellationToken cancellation)
    {
        using var halt = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        await using var watch = new ContainerWatch(engine, project, halt.Token);
        using var room = Limit > 0 ? new SemaphoreSlim(Limit) : null;
        var failure = new TaskCompletionSource();
        var running = new Dictionary<int, Task>();
        foreach (var step in plan.Steps)
        {
            var before = step.After.Select(number => running[number]).ToArray();
            running[step.Number] = RunAfterAsync(step, before, watch, room, halt, failure, cancellation);
        }

        await Task.WhenAll(running.Values);
        cancellation.ThrowIfCancellationRequested();
        failure.TrySetResult();
        await failure.Task;
    }

    private async Task RunAfterAsync(
        PlannedStep step, Task[] before, ContainerWatch watch, SemaphoreSlim? room, CancellationTokenSource halt, TaskCompletionSource failure,
        CancellationToken cancellation)
    {
        await Task.WhenAll(before);
        if (halt.IsCancellationRequested)
            return;
        var place = step.Action is AwaitContainers ? null : room;
        var entered = false;
        try
        {
            if (place is not null)
                await place.WaitAsync(halt.Token);
            entered = true;
            Say(step.Report?.Subject, ProgressStatus.Working, step.Report?.Begin);
            if (await PerformAsync(step, watch, halt.Token, cancellation))
                Say(step.Report?.Subject, ProgressStatus.Done, step.Report?.End);
        }
        catch (OperationCanceledException) when (halt.IsCancellationRequested)
        {
            // Another step failed, or the user gave up: that is what is told.
        }
        catch (Exception fault)
        {
            failure.TrySetException(fault);
            await halt.CancelAsync();
        }
        finally
        {
            if (entered)
                place?.Release();
        }
    }

    /// <returns>False where the step has told its end itself.</returns>
    private async Task<bool> PerformAsync(PlannedStep step, ContainerWatch watch, CancellationToken halt, CancellationToken cancellation)
    {
        switch (step.Action)
        {
            case CreateNetwork or RemoveNetwork or ConnectContainer or DisconnectContainer:
                return await PerformOnNetworkAsync(step, cancellation);
            case CreateVolume or RemoveVolume:
                return await PerformOnVolumeAsync(step, cancellation);
            case PullImage or RemoveImage:
                return await PerformOnImageAsync(step, cancellation);
            case AwaitContainers awaited:
                await AwaitAsync(awaited, watch, halt);
                return false;
            case Note:
                return true;
            default:
                return await PerformOnContainerAsync(step, cancellation);
        }
    }

    private string IdOf(ContainerRef container) => container.Id ?? made[container.Name];

    private void Say(string? subject, ProgressStatus status, string? text)
    {
        if (subject is not null && text is not null)
            sink.Report(new ProgressEvent(subject, status, text));
    }

    /// <summary>Tells a failure of a step before it goes on its way.</summary>
    private async Task TellFailureAsync(StepReport? report, string? text, Func<Task> act)
    {
        try
        {
            await act();
        }
        catch (GantryException fault)
        {
            Say(report?.Subject, ProgressStatus.Error, text ?? fault.Message);
            throw;
        }
    }
}
