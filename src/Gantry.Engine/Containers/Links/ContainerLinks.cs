using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Networks;
using Gantry.Oci.Errors;

namespace Gantry.Engine.Containers.Links;

/// <summary>Legacy links between containers of the default bridge. A link is kept by its owner; it means nothing once its target is gone.</summary>
internal sealed class ContainerLinks(ContainerTable table)
{
    private const string Bridge = "bridge";

    /// <summary>The links a new container asks for.</summary>
    /// <exception cref="GantryException">Invalid: the network mode knows no links, or a target is not there.</exception>
    public IReadOnlyList<ContainerLink> Requested(HostConfig host)
    {
        if (host.Links is not { Count: > 0 } wanted)
            return [];
        var mode = host.NetworkMode;
        if (mode == "host" || mode.StartsWith("container:", StringComparison.Ordinal))
            throw new GantryException(ErrorKind.Invalid, mode == "host"
                ? "conflicting options: host type networking can't be used with links. This would result in undefined behavior"
                : "conflicting options: container type network can't be used with links. This would result in undefined behavior");
        if (mode != Bridge && mode != "none")
            return [];
        return [.. wanted.Select(LinkText.Parse).Select(link => new ContainerLink(Target(link.Container).Id, link.Alias)).DistinctBy(link => link.Alias)];
    }

    /// <summary>The links of a container whose targets are still there.</summary>
    public IEnumerable<(ContainerLink Link, Container Target)> Of(Container container)
    {
        foreach (var link in container.Links)
            if (table.TryFind(link.TargetId) is { } slot)
                yield return (link, slot.Current);
    }

    /// <summary>Containers that have a link to one.</summary>
    public IEnumerable<ContainerSlot> OwnersOf(string targetId) => table.Slots.Where(slot => slot.Current.Links.Any(link => link.TargetId == targetId));

    /// <summary>Names by which others know containers, <c>owner/alias</c>, in order, by the id of the container that is known so.</summary>
    public ILookup<string, string> Names() => table.Slots
        .SelectMany(slot => slot.Current.Links, (slot, link) => (link.TargetId, Name: $"{slot.Current.Name}/{link.Alias}"))
        .OrderBy(pair => pair.Name, StringComparer.Ordinal)
        .ToLookup(pair => pair.TargetId, pair => pair.Name);

    /// <summary>A container's links as inspection shows them, <c>/target:/owner/alias</c>; null: it has none.</summary>
    public IReadOnlyList<string>? Shown(Container container)
    {
        List<string> shown = [.. Of(container).Select(pair => $"/{pair.Target.Name}:/{container.Name}/{pair.Link.Alias}")];
        return shown.Count > 0 ? shown : null;
    }

    /// <summary>The variables a container gets from its links.</summary>
    /// <exception cref="GantryException">Internal: a target does not run, or is not on the default bridge.</exception>
    public IReadOnlyList<string> Environment(Container container)
    {
        if (!container.RequestedEndpoints.ContainsKey(Bridge))
            return [];
        var variables = new List<string>();
        foreach (var (link, target) in Of(container))
        {
            if (!target.State.IsAlive)
                throw new GantryException(ErrorKind.Internal, $"Cannot link to a non running container: /{target.Name} AS /{container.Name}/{link.Alias}");
            if (!target.Network.Endpoints.TryGetValue(Bridge, out var endpoint))
                throw new GantryException(ErrorKind.Internal, $"container {target.Id} not attached to default bridge network");
            variables.AddRange(LinkEnvironment.Of(container.Name, link.Alias, endpoint.IPAddress, target.Config));
        }

        return variables;
    }

    private Container Target(string name)
    {
        try
        {
            // Who shares another's network is reached where that one is; one that shares its own, or in a circle, never starts.
            var target = table.Find(name).Current;
            var seen = new HashSet<string>(StringComparer.Ordinal);
            while (seen.Add(target.Id) && JoinedContainers.Reference(target.HostConfig.NetworkMode) is { } owner)
                target = table.Find(owner).Current;
            if (target.HostConfig.NetworkMode == "host")
                throw new GantryException(ErrorKind.Invalid, "conflicting options: host type networking can't be used with links. This would result in undefined behavior");
            return target;
        }
        catch (GantryException e) when (e.Kind == ErrorKind.NotFound)
        {
            throw new GantryException(ErrorKind.Invalid, $"could not get container for {name}: {e.Message}", e);
        }
    }
}
