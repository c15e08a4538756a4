using Gantry.Compose.Model;
using Gantry.Oci.Errors;

namespace Gantry.Compose.Plan.Create;

/// <summary>
/// The containers of other services that a service uses as they are: their network, their processes, their memory or their volumes. Their ids become
/// part of its configuration, so that it is made anew when they are.
/// </summary>
/// <param name="Containers">By service, the container that stands for it.</param>
/// <param name="Steps">The steps after which those that are yet to be made are there.</param>
public sealed record ServiceReferences(IReadOnlyDictionary<string, ContainerRef> Containers, IReadOnlyList<int> Steps)
{
    private const string Prefix = "service:";

    /// <summary>A service that uses nobody.</summary>
    public static ServiceReferences None { get; } = new(new Dictionary<string, ContainerRef>(), []);

    /// <summary>Whether all of them are there already.</summary>
    public bool AreKnown => Containers.Values.All(container => container.Id is not null);

    /// <summary>The service with ids in the place of names.</summary>
    /// <param name="service">The service as the file has it.</param>
    /// <param name="id">Tells a container's id.</param>
    public Service Resolve(Service service, Func<ContainerRef, string> id)
    {
        if (Containers.Count == 0 && service.VolumesFrom.Count == 0)
            return service;
        return service with
        {
            NetworkMode = Mode(service.NetworkMode),
            Ipc = Mode(service.Ipc),
            Pid = Mode(service.Pid),
            VolumesFrom = [.. service.VolumesFrom.Select(source => source.Split(':') is ["container", var name, ..] ? name : id(Containers[source.Split(':')[0]]))],
        };

        string? Mode(string? mode) => mode?.StartsWith(Prefix, StringComparison.Ordinal) == true ? "container:" + id(Containers[mode[Prefix.Length..]]) : mode;
    }

    /// <param name="planning">Knows the containers of services that come before this one.</param>
    /// <param name="service">The service.</param>
    /// <exception cref="GantryException">A service it uses has no container.</exception>
    internal static ServiceReferences Of(Planning planning, Service service) =>
        Of(service, name => planning.Containers.GetValueOrDefault(name) ?? []);

    /// <param name="service">The service.</param>
    /// <param name="containers">Tells the containers of another.</param>
    /// <exception cref="GantryException">A service it uses has no container.</exception>
    internal static ServiceReferences Of(Service service, Func<string, IReadOnlyList<ExpectedContainer>> containers)
    {
        var found = new Dictionary<string, ContainerRef>(StringComparer.Ordinal);
        var steps = new List<int>();
        foreach (var source in service.VolumesFrom.Where(source => !source.StartsWith("container:", StringComparison.Ordinal)))
            Take(source.Split(':')[0], "volume with");
        foreach (var (mode, what) in new[] { (service.NetworkMode, "network namespace with"), (service.Ipc, "IPC namespace with"), (service.Pid, "PID namespace with") })
        {
            if (mode?.StartsWith(Prefix, StringComparison.Ordinal) == true)
                Take(mode[Prefix.Length..], what);
        }

        return found.Count == 0 ? None : new ServiceReferences(found, steps);

        void Take(string name, string what)
        {
            var first = containers(name).OrderBy(candidate => candidate.Container.Name, StringComparer.Ordinal).FirstOrDefault()
                ?? throw new GantryException(ErrorKind.NotFound, $"cannot share {what} service {name}: container missing");
            found[name] = first.Container;
            if (first.Ready is { } step)
                steps.Add(step);
        }
    }
}
