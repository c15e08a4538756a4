using Gantry.Engine.Containers;

namespace Gantry.Engine.Reconcile;

/// <summary>What start-up does about one container.</summary>
internal enum StartupAction
{
    /// <summary>Its shim lives: follow it again.</summary>
    Adopt,

    /// <summary>It ended while no daemon ran: record the end.</summary>
    RecordExit,

    /// <summary>Its process is gone without a trace, for example after a reboot of the host.</summary>
    RecordLoss,

    /// <summary>Its policy wants it to run.</summary>
    Start,

    /// <summary>It does not run, but an interrupted start or end left a run directory or a cgroup: remove these.</summary>
    Clear,

    /// <summary>Directory, cgroup or snapshot without a container: remove it.</summary>
    RemoveLeftover,
}

/// <summary>One step of start-up.</summary>
/// <param name="Action">What is done.</param>
/// <param name="Subject">The container's id.</param>
/// <param name="Cause">Why.</param>
internal sealed record StartupStep(StartupAction Action, string Subject, string Cause)
{
    public override string ToString() => $"{Action} {Subject[..Math.Min(12, Subject.Length)]}: {Cause}";
}

/// <summary>What was found of a run on the host.</summary>
internal enum FoundRun
{
    /// <summary>Nothing.</summary>
    Nothing,

    /// <summary>A live shim.</summary>
    Live,

    /// <summary>An exit status that a shim left.</summary>
    Ended,
}

/// <summary>Compares documents with what is found on the host and decides; it changes nothing.</summary>
internal static class StartupPlan
{
    /// <param name="containers">The documents.</param>
    /// <param name="found">What is found of a container's run.</param>
    /// <param name="traces">Ids with a run directory, and so perhaps a cgroup.</param>
    /// <param name="layers">Ids with a writable layer.</param>
    public static IReadOnlyList<StartupStep> Make(
        IReadOnlyList<Container> containers, Func<string, FoundRun> found, IReadOnlyCollection<string> traces, IReadOnlyCollection<string> layers)
    {
        var traced = traces.ToHashSet(StringComparer.Ordinal);
        var steps = new List<StartupStep>();
        var known = containers.Select(c => c.Id).ToHashSet(StringComparer.Ordinal);
        foreach (var container in containers.OrderBy(c => c.Created))
        {
            var run = found(container.Id);
            if (run == FoundRun.Live)
                steps.Add(new StartupStep(StartupAction.Adopt, container.Id, "its shim lives"));
            else if (container.State.Status is ContainerStatus.Running or ContainerStatus.Paused)
                steps.Add(run == FoundRun.Ended
                    ? new StartupStep(StartupAction.RecordExit, container.Id, "it ended while no daemon ran")
                    : new StartupStep(StartupAction.RecordLoss, container.Id, "its process is gone"));
            else if (run == FoundRun.Ended)
                steps.Add(new StartupStep(StartupAction.RecordExit, container.Id, "it was started and ended before its start was recorded"));
            else if (traced.Contains(container.Id))
                steps.Add(new StartupStep(StartupAction.Clear, container.Id, "an interrupted start or end left something"));
            if (run == FoundRun.Nothing && (container.State.Status == ContainerStatus.Restarting || (container.State.Status == ContainerStatus.Exited && WantsToRun(container))))
                steps.Add(new StartupStep(StartupAction.Start, container.Id, $"its policy is {container.HostConfig.RestartPolicy.Name}"));
        }

        foreach (var trace in traces.Concat(layers).Distinct(StringComparer.Ordinal).Where(t => !known.Contains(t)).Order(StringComparer.Ordinal))
            steps.Add(new StartupStep(StartupAction.RemoveLeftover, trace, "no container has this id"));
        return steps;
    }

    /// <summary>Docker starts these with the daemon: <c>always</c>, and <c>unless-stopped</c> unless a user stopped it.</summary>
    public static bool WantsToRun(Container container) =>
        container.HostConfig.RestartPolicy.Name == "always" || (container.HostConfig.RestartPolicy.Name == "unless-stopped" && !container.StoppedByUser);
}
