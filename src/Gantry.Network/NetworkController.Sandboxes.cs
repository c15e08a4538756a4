using System.Net;

using Gantry.Linux.Netlink;
using Gantry.Linux.NetworkNamespaces;
using Gantry.Network.Drivers;
using Gantry.Network.Ipam;
using Gantry.Network.Ports;
using Gantry.Network.Sandboxes;
using Gantry.Network.State;
using Gantry.Oci.Errors;

namespace Gantry.Network;

public sealed partial class NetworkController
{
    private const int LeavingLimit = 256;

    /// <summary>Makes a container's network. On failure nothing of it is left.</summary>
    /// <param name="request">The network asked for.</param>
    /// <param name="cancellation">Ends the attempt before it starts; one under way is finished.</param>
    /// <exception cref="GantryException">The network is unknown, an address or a port is taken, or the kernel refused.</exception>
    public Task<Sandbox> CreateSandboxAsync(SandboxRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_disposed, this);
        var network = FindNetwork(request.NetworkName)
            ?? throw new GantryException(ErrorKind.NotFound, $"network {request.NetworkName} not found");
        return _threads.RunAsync(() => Create(request, network));
    }

    /// <summary>
    /// Takes a container off its networks; returns when its address and ports are free for others. The kernel's teardown goes on
    /// in the background. Releasing twice is no error.
    /// </summary>
    /// <param name="containerId">Id of the container.</param>
    /// <param name="cancellation">Ends the attempt before it starts; one under way is finished.</param>
    public Task ReleaseAsync(string containerId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _sandboxes.ContainsKey(containerId) ? _threads.RunAsync(() => Release(containerId)) : Task.CompletedTask;
    }

    private Sandbox Create(SandboxRequest request, NetworkInfo network)
    {
        if (!_sandboxes.TryAdd(request.ContainerId, null))
            throw new GantryException(ErrorKind.Conflict, $"container {request.ContainerId} already has a network sandbox");
        var undo = new Stack<Action>();
        undo.Push(() => _sandboxes.TryRemove(request.ContainerId, out _));
        try
        {
            var endpoint = PlanEndpoint(request, network, undo);
            var leases = LeasePorts(request, endpoint, undo);
            var id = Identifier.New();
            var document = new SandboxDocument
            {
                Id = id,
                ContainerId = request.ContainerId,
                ContainerName = request.ContainerName,
                NamespacePath = network.Driver == "host" ? "" : Path.Combine(_options.RuntimeDirectory, id[..12]),
                Endpoints = [endpoint],
                Ports = [.. leases.Select(lease => lease.Binding)],
            };
            undo.Push(() => _store.Remove(document.ContainerId));
            _store.Write(document);
            if (document.NamespacePath.Length > 0)
                Furnish(document, network, undo);
            var publications = Publications(document);
            if (publications.Count > 0)
            {
                undo.Push(() => _firewall.Withdraw(publications));
                _firewall.Publish(publications);
                ForgetDatagramFlows(document);
            }

            _sandboxes[document.ContainerId] = new LiveSandbox(document, leases, Serve(document, leases));
            return document.ToSandbox();
        }
        catch
        {
            foreach (var step in undo)
                Attempt(step);
            throw;
        }
    }

    private EndpointDocument PlanEndpoint(SandboxRequest request, NetworkInfo network, Stack<Action> undo)
    {
        var id = Identifier.New();
        var endpoint = new EndpointDocument { Id = id, NetworkId = network.Id, NetworkName = network.Name };
        if (!_pools.TryGetValue(network.Id, out var pool))
            return endpoint;

        var address = TakeAddress(request, network, pool);
        undo.Push(() => pool.Release(address));
        return endpoint with
        {
            Interface = "eth0",
            HostInterface = "veth" + id[..7],
            Publishes = request.Ports.Count > 0,
            IPv4Address = address.ToString(),
            IPv4PrefixLength = pool.Subnet.PrefixLength,
            IPv4Gateway = network.Ipam.Pools[0].Gateway,
            MacAddress = HardwareAddress.Format(
                string.IsNullOrEmpty(request.MacAddress) ? HardwareAddress.For(address) : HardwareAddress.Parse(request.MacAddress)),
        };
    }

    private static IPAddress TakeAddress(SandboxRequest request, NetworkInfo network, AddressPool pool)
    {
        if (string.IsNullOrEmpty(request.IPv4Address))
            return pool.Take() ?? throw new GantryException(
                ErrorKind.Internal, $"no available IPv4 addresses on this network's address pools: {network.Name} ({network.Id})");
        if (!IPAddress.TryParse(request.IPv4Address, out var wanted) || !pool.Subnet.Contains(wanted))
            throw new GantryException(ErrorKind.Invalid, $"no configured subnet contains IP address {request.IPv4Address}");
        return pool.TryTake(wanted) ? wanted : throw new GantryException(ErrorKind.Denied, "Address already in use");
    }

    private List<PortLease> LeasePorts(SandboxRequest request, EndpointDocument endpoint, Stack<Action> undo)
    {
        if (request.Ports.Count == 0 || endpoint.IPv4Address.Length == 0)
            return [];
        try
        {
            var leases = _ports.Lease(request.Ports, endpoint.IPv4Address);
            undo.Push(() => _ports.Release(leases));
            return leases;
        }
        catch (GantryException e)
        {
            throw new GantryException(
                e.Kind, $"driver failed programming external connectivity on endpoint {request.ContainerName} ({endpoint.Id}): {e.Message}", e);
        }
    }

    private void Furnish(SandboxDocument document, NetworkInfo network, Stack<Action> undo) => _threads.VisitNew(() =>
    {
        undo.Push(() => _teardown.Add(document.NamespacePath));
        NetworkNamespace.MountCurrent(document.NamespacePath);
        using var space = NetworkNamespace.OpenCurrent();
        using var netlink = NetlinkSocket.OpenRoute();
        foreach (var endpoint in document.Endpoints)
        {
            undo.Push(() => Leave(endpoint));
            _drivers[network.Driver].Join(network, endpoint, new SandboxSpace(space, netlink));
        }
    });

    private void Release(string containerId)
    {
        if (!_sandboxes.TryGetValue(containerId, out var live) || live is null || !_sandboxes.TryUpdate(containerId, null, live))
            return;
        var document = live.Document;
        var failures = new List<Exception>();
        // Every step is attempted whatever became of the others; what the kernel would not give up is named at the end.
        Attempt(() => Withdraw(document), failures);
        foreach (var endpoint in document.Endpoints)
            Attempt(() => Leave(endpoint), failures);
        live.Proxies?.Dispose();
        _ports.Release(live.Leases);
        Attempt(() => _store.Remove(containerId), failures);
        foreach (var endpoint in document.Endpoints)
            if (endpoint.IPv4Address.Length > 0 && _pools.TryGetValue(endpoint.NetworkId, out var pool))
                pool.Release(IPAddress.Parse(endpoint.IPv4Address));
        _sandboxes.TryRemove(containerId, out _);
        if (document.NamespacePath.Length > 0)
            _teardown.Add(document.NamespacePath);
        if (failures.Count > 0)
            throw new GantryException(
                ErrorKind.Internal,
                $"releasing the network of container {containerId}: {string.Join("; ", failures.Select(failure => failure.Message))}",
                failures[0]);
    }

    private void Leave(EndpointDocument endpoint)
    {
        if (FindNetwork(endpoint.NetworkId) is not { } network || !_drivers.TryGetValue(network.Driver, out var driver))
            return;
        if (endpoint.HostInterface.Length > 0)
        {
            _leaving[endpoint.HostInterface] = true;
            if (_leaving.Count % LeavingLimit == 0)
                ForgetLinksGone();
        }

        driver.Leave(endpoint);
    }

    private void Withdraw(SandboxDocument document)
    {
        var publications = Publications(document);
        if (publications.Count == 0)
            return;
        _firewall.Withdraw(publications);
        ForgetDatagramFlows(document);
    }

    /// <summary>
    /// Datagrams of a client that keeps its port belong to one flow for the kernel, and a flow keeps the way it took first:
    /// to nobody from before the port was published, to the container before from before it was released.
    /// </summary>
    private static void ForgetDatagramFlows(SandboxDocument document)
    {
        const byte udp = 17;
        var ports = document.Ports.Where(port => port.Protocol == "udp").Select(port => port.HostPort).ToHashSet();
        if (ports.Count == 0)
            return;
        var address = IPAddress.Parse(document.Endpoints[0].IPv4Address);
        using var tracking = NetlinkSocket.OpenNetfilter();
        tracking.RemoveFlows(flow => flow.Protocol == udp && (ports.Contains(flow.DestinationPort) || flow.ReplySource.Equals(address)));
    }

    private static void Attempt(Action step, List<Exception>? failures = null)
    {
        try
        {
            step();
        }
        catch (Exception e) when (e is GantryException or IOException or UnauthorizedAccessException)
        {
            failures?.Add(e);
        }
    }
}
