using Gantry.Cli.CommandLine;
using Gantry.Compose.Execute;
using Gantry.Compose.Model;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan.Start;

namespace Gantry.Cli.Compose.Up;

/// <summary>Starts a project's containers.</summary>
internal sealed class Starting(ComposeCall call, Project project)
{
    /// <summary>Whether it is over only when all services run and are healthy.</summary>
    public bool Wait { get; init; }

    /// <summary>How long that may take; null: as long as it takes.</summary>
    public TimeSpan? WaitLimit { get; init; }

    /// <summary>Starts them, and shows how it goes.</summary>
    /// <param name="title">What the work is called on a terminal.</param>
    /// <param name="known">What the engine has, if that is known already.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(string title, ObservedProject? known, CancellationToken cancellation)
    {
        using var view = call.OpenProgress(title);
        await RunAsync(call.Executor(view), known, cancellation);
    }

    /// <summary>Starts them.</summary>
    /// <param name="executor">Does it.</param>
    /// <param name="known">What the engine has, if that is known already.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task RunAsync(PlanExecutor executor, ObservedProject? known, CancellationToken cancellation)
    {
        var seen = known ?? new ObservedProject { Containers = await call.Changes.ListContainersAsync(project.Name, cancellation) };
        var plan = StartPlanner.Plan(project, seen, new StartOptions { Wait = Wait });
        foreach (var warning in plan.Warnings)
            call.Warn(warning);
        if (WaitLimit is not { } limit)
        {
            await executor.RunAsync(plan, project.Name, cancellation);
            return;
        }

        using var clock = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        clock.CancelAfter(limit);
        try
        {
            await executor.RunAsync(plan, project.Name, clock.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CliException($"application not healthy after {GoDurationText.Of(limit)}");
        }
    }
}
