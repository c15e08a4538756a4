using System.Net;

using Gantry.Linux.Netlink;
using Gantry.Linux.NetworkNamespaces;
using Gantry.Network.Dns;
using Gantry.Network.Drivers;
using Gantry.Network.Endpoints;
using Gantry.Network.Sandboxes;
using Gantry.Network.State;
using Gantry.Oci.Errors;

namespace Gantry.Network;

public sealed partial class NetworkController
{
    private const int LeavingLimit = 256;
    private const int Loopback = 1;

    /// <summary>Makes a container's network. On failure nothing of it is left.</summary>
    /// <param name="request">The networks asked for.</param>
    /// <param name="cancellation">Ends the attempt before it starts; one under way is finished.</param>
    /// <exception cref="GantryException">A network is unknown, an address or a port is taken, or the kernel refused.</exception>
    public Task<Sandbox> CreateSandboxAsync(SandboxRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        ObjectDisposedException.ThrowIf(_disposed, this);
        return ThreadsOf(IsRemote(request.Endpoints.Select(endpoint => endpoint.NetworkName))).RunAsync(() => Create(request));
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
        return _sandboxes.ContainsKey(containerId) ? ThreadsOf(IsRemote(containerId)).RunAsync(() => Release(containerId)) : Task.CompletedTask;
    }

    private Sandbox Create(SandboxRequest request)
    {
        if (!_sandboxes.TryAdd(request.ContainerId, null))
            throw new GantryException(ErrorKind.Conflict, $"container {request.ContainerId} already has a network sandbox");
        var undo = new Stack<Action>();
        undo.Push(() => _sandboxes.TryRemove(request.ContainerId, out _));
        try
        {
            var id = Identifier.New();
            var document = new SandboxDocument
            {
                Id = id,
                ContainerId = request.ContainerId,
                ContainerName = request.ContainerName,
                NamespacePath = Path.Combine(_options.RuntimeDirectory, id[..12]),
                HasIPv6 = request.HasIPv6,
                WantedPorts = request.Ports,
                ExposedPorts = request.ExposedPorts,
                Resolver = request.Resolver,
            };
            foreach (var wanted in request.Endpoints)
                document = WithEndpoint(document, wanted, undo);
            undo.Push(() => _store.Remove(document.ContainerId));
            document = Prepare(document, 0, undo);
            var gateways = Gateways.Of(document);
            var leases = LeasePorts(document, gateways);
            undo.Push(() => _ports.Release(leases));
            document = document with { Ports = BindingsOf(document, gateways, leases) };
            _store.Write(document);
            document = Furnish(document, request.NamespacePath, gateways, undo);
            var ports = Compose(document, gateways, leases);
            Publish(document, ports, undo);
            LeadOut(document, Gateways.None, gateways);
            Settled(document.Endpoints);
            _sandboxes[document.ContainerId] = new LiveSandbox(document, ports);
            Tell(observer => observer.Changed(document));
            return document.ToSandbox();
        }
        catch
        {
            foreach (var step in undo)
                Attempt(step);
            throw;
        }
    }

    private SandboxDocument WithEndpoint(SandboxDocument document, EndpointRequest wanted, Stack<Action> undo)
    {
        var live = Live(wanted.NetworkName) ?? throw new GantryException(ErrorKind.NotFound, $"network {wanted.NetworkName} not found");
        var driver = live.Info.ConfigOnly ? _drivers["null"] : _drivers[live.Info.Driver];
        var endpoint = _planner.Plan(document, wanted, live, driver, undo);
        if (InterfaceOptions.NameOf(wanted.DriverOptions) is not null && endpoint.Interface.Length > 0)
            InterfaceOptions.CheckName(endpoint.Interface, endpoint.HostInterface, document.Endpoints.Select(other => other.Interface));
        return document with { Endpoints = [.. document.Endpoints, endpoint] };
    }

    private void Publish(SandboxDocument document, PublishedPorts ports, Stack<Action> undo)
    {
        undo.Push(() => Close(ports));
        if (ports.Publications.Count == 0)
            return;
        undo.Push(() => _firewall.Withdraw(ports.Publications));
        _firewall.Publish(ports.Publications);
        ForgetDatagramFlows(document);
    }

    private SandboxDocument Furnish(SandboxDocument document, string? space, Gateways gateways, Stack<Action> undo)
    {
        _threads.Visit(space, () =>
        {
            undo.Push(() => _teardown.Add(document.NamespacePath));
            NetworkNamespace.MountCurrent(document.NamespacePath);
            using var space = NetworkNamespace.OpenCurrent();
            using var netlink = NetlinkSocket.OpenRoute();
            var room = new SandboxSpace(space, netlink);
            netlink.Execute(new NetlinkRequest().SetLinkUp(Loopback));
            foreach (var endpoint in document.Endpoints)
            {
                undo.Push(() =>
                {
                    if (IsRemote(endpoint))
                        MoveOut(document, endpoint);
                    else
                        Leave(endpoint);
                });
                Join(endpoint, room);
            }

            SetRoutes(room, gateways);
            document = WithNames(document, undo);
        });
        return document;
    }

    /// <summary>Gives a sandbox its name service where it is to have one. The calling thread is in its namespace.</summary>
    private SandboxDocument WithNames(SandboxDocument document, Stack<Action> undo)
    {
        if (!NameService.IsWanted(document) || document.ResolverPort > 0)
            return document;
        undo.Push(() => _names.Released(document));
        document = document with { ResolverPort = _names.Attach(document) };
        _store.Write(document);
        return document;
    }

    private void Join(EndpointDocument endpoint, SandboxSpace room)
    {
        var network = Live(endpoint.NetworkId)!.Info;
        _drivers[network.Driver].Join(network, endpoint, room);
        _announcer.Begin(network, endpoint, room);
    }

    /// <summary>Sets the default routes; a family without a gateway loses its route with the link it was on.</summary>
    private static void SetRoutes(SandboxSpace room, Gateways gateways)
    {
        var request = new NetlinkRequest();
        if (gateways.IPv4 is { Interface.Length: > 0 } v4)
            request.SetDefaultRoute(room.Netlink.FindLink(v4.Interface)!.Index, IPAddress.Parse(v4.IPv4Gateway));
        if (gateways.IPv6 is { Interface.Length: > 0 } v6)
            request.SetDefaultRoute(room.Netlink.FindLink(v6.Interface)!.Index, IPAddress.Parse(v6.IPv6Gateway));
        if (request.Bytes.Length > 0)
            room.Netlink.Execute(request);
    }

    private void Release(string containerId)
    {
        if (!_sandboxes.TryGetValue(containerId, out var live) || live is null || !_sandboxes.TryUpdate(containerId, null, live))
            return;
        var document = live.Document;
        var failures = new List<Exception>();
        // Every step is attempted whatever became of the others; what the kernel would not give up is named at the end.
        Tell(observer => observer.Released(document));
        Attempt(() => Withdraw(document, live.Ports), failures);
        Attempt(() => _firewall.Forbid([.. document.Endpoints.Select(endpoint => endpoint.IPv4Address).Where(address => address.Length > 0)]), failures);
        CloseWayOut(Gateways.Of(document), Gateways.None);
        foreach (var endpoint in document.Endpoints)
            Attempt(() => Leave(document, endpoint), failures);
        Close(live.Ports);
        Attempt(() => _store.Remove(containerId), failures);
        foreach (var endpoint in document.Endpoints)
            Forget(containerId, endpoint);
        _sandboxes.TryRemove(containerId, out _);
        if (document.NamespacePath.Length > 0)
            _teardown.Add(document.NamespacePath);
        if (failures.Count > 0)
            throw new GantryException(
                ErrorKind.Internal,
                $"releasing the network of container {containerId}: {string.Join("; ", failures.Select(failure => failure.Message))}",
                failures[0]);
    }

    /// <summary>Gives addresses back and forgets the membership.</summary>
    private void Forget(string containerId, EndpointDocument endpoint)
    {
        if (Live(endpoint.NetworkId) is not { } live)
            return;
        _planner.Release(live.Info, endpoint);
        live.Leave(containerId);
    }

    /// <summary>Takes an endpoint of a sandbox that ends out of service.</summary>
    private void Leave(SandboxDocument document, EndpointDocument endpoint)
    {
        _announcer.End(endpoint.Id);
        if (Live(endpoint.NetworkId)?.Info is { } network && _drivers[network.Driver] is { EndsInSandbox: true } driver && File.Exists(document.NamespacePath))
            Visit(document, space => driver.DeleteEndpoint(network, endpoint, space));
        else
            Leave(endpoint);
    }

    private void Leave(EndpointDocument endpoint)
    {
        _announcer.End(endpoint.Id);
        if (Live(endpoint.NetworkId)?.Info is not { } network)
            return;
        if (endpoint.HostInterface.Length > 0)
        {
            _leaving[endpoint.HostInterface] = true;
            if (_leaving.Count % LeavingLimit == 0)
                ForgetLinksGone();
        }

        _drivers[network.Driver].Leave(network, endpoint);
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
