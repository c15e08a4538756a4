using Gantry.Compose.Model;
using Gantry.Compose.Observed;

namespace Gantry.Compose.Plan.Create;

/// <summary>A plan in the making: what is wanted, what there is, and what has been decided so far.</summary>
internal sealed class Planning(Project project, ObservedProject seen, CreateOptions options)
{
    public Project Project { get; } = project;

    public ObservedProject Seen { get; } = seen;

    public CreateOptions Options { get; } = options;

    public PlanBuilder Builder { get; } = new();

    /// <summary>The id of each network of the file; null where it is yet to be made.</summary>
    public Dictionary<string, string?> Networks { get; } = new(StringComparer.Ordinal);

    /// <summary>The steps that must be over before a container can be on a network or use a volume, by their key in the file.</summary>
    public Dictionary<string, int> NetworkSteps { get; } = new(StringComparer.Ordinal);

    /// <inheritdoc cref="NetworkSteps"/>
    public Dictionary<string, int> VolumeSteps { get; } = new(StringComparer.Ordinal);

    /// <summary>The containers each service will have.</summary>
    public Dictionary<string, IReadOnlyList<ExpectedContainer>> Containers { get; } = new(StringComparer.Ordinal);

    /// <summary>The steps by which containers that are there are stopped.</summary>
    public Dictionary<string, int> Stops { get; } = new(StringComparer.Ordinal);

    /// <summary>Containers that are gone before services are looked at.</summary>
    public Dictionary<string, int> Removed { get; } = new(StringComparer.Ordinal);

    /// <summary>Plans to stop a container, once; what was decided before counts.</summary>
    /// <returns>The step.</returns>
    public int Stop(ObservedContainer found, Service? service, string cause, params IEnumerable<int> after)
    {
        if (Stops.TryGetValue(found.Id, out var known))
            return known;
        var container = ContainerRef.To(found);
        return Stops[found.Id] = Builder.Add(
            new StopContainer(container, Options.Timeout) { Hooks = service is null ? [] : Hooks.Before(service), GoneIsFine = true },
            cause, new StepReport(container.Subject, "Stopping", "Stopped"), after);
    }

    /// <summary>Plans to stop and remove a container.</summary>
    /// <returns>The last step.</returns>
    public int Remove(ObservedContainer found, Service? service, string cause)
    {
        var container = ContainerRef.To(found);
        var stopped = Stop(found, service, cause);
        return Removed[found.Id] = Builder.Add(
            new RemoveContainer(container, Force: true, Volumes: false) { GoneIsFine = true },
            cause, new StepReport(container.Subject, "Removing", "Removed"), stopped);
    }
}

/// <summary>A container a service will have.</summary>
/// <param name="Container">Which.</param>
/// <param name="Ready">The step after which it is there under its name; null: it is there.</param>
internal sealed record ExpectedContainer(ContainerRef Container, int? Ready);
