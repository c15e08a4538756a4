using Gantry.Engine.Containers;
using Gantry.Engine.Containers.Runs;
using Gantry.Engine.Events;
using Gantry.Network;
using Gantry.Oci.Errors;

namespace Gantry.Engine.Networks;

/// <summary>The verbs of networks.</summary>
/// <remarks>
/// A container's document says what it wants, and is changed first when it leaves and last when it joins: after a crash in between the start
/// takes away what nobody wants.
/// </remarks>
internal sealed class NetworkVerbs(
    NetworkController network, ContainerTable table, ContainerStore store, NetworkSetup setup, NameFiles nameFiles, ContainerEvents containerEvents, EventLog events) : INetworks
{
    private int _pruning;

    public IReadOnlyList<NetworkInfo> All => network.Networks;

    public NetworkInfo Find(string reference) => network.FindNetwork(reference)
        ?? throw new GantryException(ErrorKind.NotFound, $"network {reference} not found");

    public IReadOnlyList<(Container Container, ContainerEndpoint Endpoint)> MembersOf(NetworkInfo wanted) =>
        [.. table.Slots.Select(slot => slot.Current).Where(c => c.State.IsAlive).Select(c => (c, c.Network.Endpoints.Values.FirstOrDefault(e => e.NetworkId == wanted.Id)))
            .Where(pair => pair.Item2 is not null).Select(pair => (pair.c, pair.Item2!))];

    public async Task<NetworkInfo> CreateAsync(NetworkRequest request, CancellationToken cancellation)
    {
        var made = await network.CreateNetworkAsync(request, cancellation);
        events.PublishNetwork(made, "create");
        return made;
    }

    public async Task RemoveAsync(string reference, CancellationToken cancellation) =>
        events.PublishNetwork(await network.RemoveNetworkAsync(reference, cancellation), "destroy");

    public async Task<IReadOnlyList<string>> PruneAsync(Func<NetworkInfo, bool> fits, CancellationToken cancellation)
    {
        if (Interlocked.Exchange(ref _pruning, 1) != 0)
            throw new GantryException(ErrorKind.Conflict, "a prune operation is already running");
        try
        {
            var removed = new List<string>();
            foreach (var candidate in All)
            {
                if (candidate.Name is "bridge" or "host" or "none" || !fits(candidate) || IsWanted(candidate))
                    continue;
                try
                {
                    await RemoveAsync(candidate.Id, cancellation);
                    removed.Add(candidate.Name);
                }
                catch (GantryException e) when (e.Kind is ErrorKind.Denied or ErrorKind.NotFound)
                {
                    // Somebody joined it, or removed it, meanwhile.
                }
            }

            events.Publish("network", "prune", "", new SortedDictionary<string, string> { ["reclaimed"] = "0" });
            return removed;
        }
        finally
        {
            Volatile.Write(ref _pruning, 0);
        }
    }

    public Task ConnectAsync(string reference, string container, EndpointConfig? endpoint, CancellationToken cancellation) => HoldAsync(container, async slot =>
    {
        var target = Find(reference);
        var before = slot.Current;
        var wanted = endpoint ?? new EndpointConfig();
        if (before.HostConfig.NetworkMode == "host" || target.Name == "host")
            throw new GantryException(ErrorKind.Invalid, before.HostConfig.NetworkMode == "host" ? "container sharing network namespace with another container or host cannot be connected to any other network" : "cannot connect container to host network - container must be created in host network mode");
        if (before.HostConfig.NetworkMode.StartsWith("container:", StringComparison.Ordinal))
            throw new GantryException(ErrorKind.Denied, "container sharing network namespace with another container or host cannot be connected to any other network");
        EndpointChecks.Check(target, wanted);
        if (before.State.IsAlive && (target.Name == "none" || before.RequestedEndpoints.ContainsKey("none")))
            throw new GantryException(ErrorKind.Denied, "container cannot be connected to multiple networks with one of the networks in private (none) mode");
        if (before.RequestedEndpoints.Keys.Any(name => network.FindNetwork(name)?.Id == target.Id) && before.State.IsAlive)
            throw new GantryException(ErrorKind.Denied, $"endpoint with name {before.Name} already exists in network {target.Name}");

        var requested = new SortedDictionary<string, EndpointConfig>(before.RequestedEndpoints, StringComparer.Ordinal) { [target.Name] = wanted };
        var after = before with { RequestedEndpoints = requested };
        if (before.State.IsAlive)
        {
            var sandbox = await network.ConnectAsync(before.Id, EndpointRequests.Of(before, target, wanted), cancellation);
            after = after with { Network = setup.Describe(sandbox) };
            nameFiles.WriteNetworks(after);
        }

        else
        {
            // The names it will have are shown from now on.
            var endpoints = new SortedDictionary<string, ContainerEndpoint>(before.Network.Endpoints, StringComparer.Ordinal)
            {
                [target.Name] = new ContainerEndpoint { DnsNames = EndpointRequests.Names(before, target, wanted) },
            };
            after = after with { Network = before.Network with { Endpoints = endpoints } };
        }

        slot.Current = after;
        store.Save(after);
        if (before.State.IsAlive)
            containerEvents.PublishNetwork(after, "connect", target.Name, target.Id, target.Driver);
    });

    public Task DisconnectAsync(string reference, string container, bool force, CancellationToken cancellation)
    {
        // By force an endpoint without a container may be removed; there is none: the two are kept in one document.
        if (force && table.TryFind(container) is null && Find(reference) is not null)
            throw new GantryException(ErrorKind.NotFound, $"endpoint {container} not found");
        return HoldAsync(container, slot => slot.Current.State.IsAlive && !(force && network.FindNetwork(reference) is null)
            ? LeaveAsync(slot, Find(reference), cancellation)
            : ForgetAsync(slot, reference));
    }

    /// <summary>A container that runs leaves a network.</summary>
    private async Task LeaveAsync(ContainerSlot slot, NetworkInfo target, CancellationToken cancellation)
    {
        var before = slot.Current;
        if (before.HostConfig.NetworkMode == "host" && target.Name == "host")
            throw new GantryException(ErrorKind.Invalid, "cannot disconnect container from host network - container was created in host network mode");
        var name = NameOf(before, target) ?? throw new GantryException(ErrorKind.Internal, $"container {before.Id} is not connected to network {target.Name}");
        slot.Current = Without(before, name);
        store.Save(slot.Current);
        var sandbox = await network.DisconnectAsync(before.Id, target.Id, cancellation);
        slot.Current = slot.Current with { Network = setup.Describe(sandbox) };
        nameFiles.WriteHosts(slot.Current);
        store.Save(slot.Current);
        containerEvents.PublishNetwork(slot.Current, "disconnect", target.Name, target.Id, target.Driver);
    }

    /// <summary>What a container is to be on at its next start loses a network, which may be gone already: so it can be started again.</summary>
    private Task ForgetAsync(ContainerSlot slot, string reference)
    {
        var before = slot.Current;
        var target = network.FindNetwork(reference);
        var name = target is not null ? NameOf(before, target) : before.RequestedEndpoints.ContainsKey(reference) ? reference : null;
        if (name is null)
            throw new GantryException(ErrorKind.Internal, $"container {before.Id} is not connected to the network {target?.Name ?? reference}");
        slot.Current = Without(before, name);
        store.Save(slot.Current);
        return Task.CompletedTask;
    }

    private string? NameOf(Container container, NetworkInfo target) =>
        container.RequestedEndpoints.Keys.FirstOrDefault(key => key == target.Name || network.FindNetwork(key)?.Id == target.Id);

    private static Container Without(Container container, string name)
    {
        var requested = new SortedDictionary<string, EndpointConfig>(container.RequestedEndpoints, StringComparer.Ordinal);
        requested.Remove(name);
        return container with { RequestedEndpoints = requested };
    }

    /// <summary>Whether a container, running or not, is to be on a network.</summary>
    private bool IsWanted(NetworkInfo candidate) =>
        candidate.ConfigOnly && All.Any(other => other.ConfigFrom == candidate.Name) || network.MembersOf(candidate).Count > 0;

    private async Task HoldAsync(string reference, Func<ContainerSlot, Task> work)
    {
        var slot = table.Find(reference);
        await slot.Gate.WaitAsync();
        try
        {
            if (slot.Removed.Task.IsCompleted)
                throw new GantryException(ErrorKind.NotFound, $"No such container: {reference}");
            await work(slot);
        }
        finally
        {
            slot.Gate.Release();
        }
    }
}
