using System.Globalization;

using Gantry.Cli.Compose.Engine;
using Gantry.Compose.Execute;
using Gantry.Compose.Observed;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Compose.Logs;

/// <summary>
/// Follows the containers of a project until none of them is left: tells which start and which end. A container that is about to be started again by the
/// engine is not at its end.
/// </summary>
/// <param name="engine">The engine.</param>
/// <param name="project">The project's name.</param>
/// <param name="services">The services that are followed; empty: all.</param>
/// <param name="separator">What stands between the parts of a container's name.</param>
internal sealed class ProjectMonitor(ComposeEngine engine, string project, IReadOnlyCollection<string> services, string separator)
{
    private readonly HashSet<string> alive = new(StringComparer.Ordinal);
    private readonly HashSet<string> restarting = new(StringComparer.Ordinal);

    /// <summary>Called when a container starts; true where it is one that ended before and was to be started again.</summary>
    public Func<MonitoredContainer, bool, Task> Started { get; init; } = (_, _) => Task.CompletedTask;

    /// <summary>Called when a container ends, with its exit code; true where it is about to be started again.</summary>
    public Func<MonitoredContainer, int, bool, Task> Ended { get; init; } = (_, _, _) => Task.CompletedTask;

    /// <summary>Called when a container takes the place of another, with the other's name.</summary>
    public Action<string> Replaced { get; init; } = _ => { };

    /// <summary>Begins to listen; the inner task ends with the last container.</summary>
    public async Task<Task> StartAsync(CancellationToken cancellation)
    {
        var events = await engine.WatchAsync(project, cancellation);
        foreach (var container in await engine.ListContainersAsync(project, cancellation))
        {
            if (!container.IsOneOff && IsFollowed(container.Service))
                alive.Add(container.Id);
        }

        return FollowAsync(events, cancellation);
    }

    private async Task FollowAsync(IAsyncEnumerable<ContainerEvent> events, CancellationToken cancellation)
    {
        if (alive.Count == 0)
            return;
        await foreach (var happened in events.WithCancellation(cancellation))
        {
            var service = happened.Attributes.GetValueOrDefault(ComposeLabels.Service, "");
            if (!IsFollowed(service) || happened.Attributes.GetValueOrDefault(ComposeLabels.OneOff) == "True")
                continue;
            await TakeAsync(happened, service, cancellation);
            if (alive.Count == 0)
                return;
        }
    }

    private async Task TakeAsync(ContainerEvent happened, string service, CancellationToken cancellation)
    {
        var name = ContainerNaming.Of(
            happened.Attributes.GetValueOrDefault("name", ""), project, service, happened.Attributes.GetValueOrDefault(ComposeLabels.Number, ""), separator);
        var container = new MonitoredContainer(happened.Id, name, service);
        switch (happened.Action)
        {
            case "create":
                alive.Add(happened.Id);
                if (happened.Attributes.GetValueOrDefault(ComposeLabels.Replace) is { } replaced)
                    Replaced(replaced);
                break;
            case "start":
                alive.Add(happened.Id);
                await Started(container, restarting.Remove(happened.Id));
                break;
            case "die":
                _ = int.TryParse(happened.Attributes.GetValueOrDefault("exitCode"), NumberStyles.None, CultureInfo.InvariantCulture, out var code);
                var again = await IsComingBackAsync(happened.Id, cancellation);
                if (again)
                    restarting.Add(happened.Id);
                else
                    alive.Remove(happened.Id);
                await Ended(container, code, again);
                break;
        }
    }

    private async Task<bool> IsComingBackAsync(string id, CancellationToken cancellation)
    {
        try
        {
            return (await engine.ConditionAsync(id, cancellation)).Restarting;
        }
        catch (GantryException fault) when (fault.Kind == ErrorKind.NotFound)
        {
            return false;
        }
    }

    private bool IsFollowed(string service) => services.Count == 0 || services.Contains(service);
}

/// <summary>A container that is followed.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is called in a log.</param>
/// <param name="Service">Its service.</param>
internal sealed record MonitoredContainer(string Id, string Name, string Service);
