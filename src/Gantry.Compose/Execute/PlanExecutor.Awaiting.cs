using Gantry.Compose.Plan;
using Gantry.Oci.Errors;

namespace Gantry.Compose.Execute;

public sealed partial class PlanExecutor
{
    private async Task AwaitAsync(AwaitContainers awaited, ContainerWatch watch, CancellationToken cancellation)
    {
        Tell(ProgressStatus.Working, "Waiting");
        try
        {
            if (awaited.Condition == AwaitedCondition.Completed)
                await AwaitEndAsync(awaited, cancellation);
            else
                await Task.WhenAll(awaited.Containers.Select(container => AwaitHealthAsync(container, awaited.Condition, watch, cancellation)));
            Tell(ProgressStatus.Done, awaited.Condition == AwaitedCondition.Completed ? "Exited" : "Healthy");
        }
        catch (GantryException fault) when (!awaited.Required)
        {
            var reason = awaited.Condition switch
            {
                AwaitedCondition.Healthy => $"optional dependency \"{awaited.Service}\" failed to start",
                AwaitedCondition.Completed => $"optional dependency {fault.Message}",
                _ => $"optional dependency \"{awaited.Service}\" is not running or is unhealthy",
            };
            Tell(ProgressStatus.Warning, $"Skipped: {reason}");
            Warn?.Invoke(awaited.Condition == AwaitedCondition.Completed ? reason : $"{reason}: {fault.Message}");
        }
        catch (GantryException fault) when (awaited.Condition == AwaitedCondition.Healthy)
        {
            Tell(ProgressStatus.Error, "Error");
            throw new GantryException(fault.Kind, $"dependency failed to start: {fault.Message}", fault);
        }
        catch (GantryException fault) when (awaited.Condition == AwaitedCondition.Completed)
        {
            Tell(ProgressStatus.Error, $"service {fault.Message}");
            throw new GantryException(fault.Kind, $"service {fault.Message}", fault);
        }

        void Tell(ProgressStatus status, string text)
        {
            foreach (var container in awaited.Containers)
                Say(container.Subject, status, text);
        }
    }

    /// <summary>A service has completed when the first of its containers has.</summary>
    private async Task AwaitEndAsync(AwaitContainers awaited, CancellationToken cancellation)
    {
        using var first = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        var ends = awaited.Containers.Select(container => engine.WaitForExitAsync(IdOf(container), first.Token)).ToList();
        var code = await await Task.WhenAny(ends);
        await first.CancelAsync();
        if (code != 0)
            throw new GantryException(ErrorKind.Conflict, $"\"{awaited.Service}\" didn't complete successfully: exit {code}");
    }

    private Task AwaitHealthAsync(ContainerRef container, AwaitedCondition condition, ContainerWatch watch, CancellationToken cancellation) =>
        watch.UntilAsync(IdOf(container), async () => IsThere(await engine.ConditionAsync(IdOf(container), cancellation), condition));

    /// <exception cref="GantryException">It will not come to be.</exception>
    internal static bool IsThere(ContainerCondition found, AwaitedCondition condition)
    {
        if (found.State == "exited")
            throw new GantryException(ErrorKind.Conflict, $"container {found.Name} exited ({found.ExitCode})");
        if (!found.Checked && condition == AwaitedCondition.RunningOrHealthy)
            return found.State == "running";
        return found.Health switch
        {
            "healthy" => true,
            "starting" => false,
            null => throw new GantryException(ErrorKind.Conflict, $"container {found.Name} has no healthcheck configured"),
            "unhealthy" => throw new GantryException(ErrorKind.Conflict, $"container {found.Name} is unhealthy"),
            var other => throw new GantryException(ErrorKind.Conflict, $"container {found.Name} had unexpected health status \"{other}\""),
        };
    }
}
