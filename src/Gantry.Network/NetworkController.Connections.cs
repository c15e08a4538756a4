using Gantry.Linux.Netlink;
using Gantry.Linux.NetworkNamespaces;
using Gantry.Network.Drivers;
using Gantry.Network.Sandboxes;
using Gantry.Network.State;
using Gantry.Oci.Errors;

namespace Gantry.Network;

/// <remarks>
/// A sandbox that runs changes in this order: connect: address → document → link → routes → ports. Disconnect: ports → link → document →
/// address. Where the daemon dies in between, the document promises a link that is missing, and the next start takes it back.
/// One sandbox is changed by one caller at a time; that is the caller's to keep.
/// </remarks>
public sealed partial class NetworkController
{
    /// <summary>Connects a sandbox that is in use to one more network. On failure it is as before.</summary>
    /// <param name="containerId">Id of the container.</param>
    /// <param name="request">The network.</param>
    /// <param name="cancellation">Ends the attempt before it starts; one under way is finished.</param>
    public Task<Sandbox> ConnectAsync(string containerId, EndpointRequest request, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return ThreadsOf(IsRemote([request.NetworkName])).RunAsync(() =>
        {
            var live = Held(containerId);
            var undo = new Stack<Action>();
            try
            {
                var document = WithEndpoint(live.Document, request, undo);
                undo.Push(() =>
                {
                    _store.Write(live.Document);
                    Tell(observer => observer.Changed(live.Document));
                });
                _store.Write(document);
                document = Prepare(document, document.Endpoints.Count - 1, undo);
                var endpoint = document.Endpoints[^1];
                Visit(document, room =>
                {
                    undo.Push(() =>
                    {
                        if (IsRemote(endpoint))
                            MoveOut(document, endpoint);
                        else
                            Visit(document, again => Delete(endpoint, again));
                    });
                    Join(endpoint, room);
                    SetRoutes(room, Gateways.Of(document));
                    document = WithNames(document, undo);
                });
                var sandbox = Settle(live, document);
                Settled([endpoint]);
                return sandbox;
            }
            catch
            {
                foreach (var step in undo)
                    Attempt(step);
                throw;
            }
        });
    }

    /// <summary>Takes a sandbox that is in use off a network; not being on it is no error.</summary>
    /// <param name="containerId">Id of the container.</param>
    /// <param name="networkId">Id of the network.</param>
    /// <param name="cancellation">Ends the attempt before it starts; one under way is finished.</param>
    public Task<Sandbox> DisconnectAsync(string containerId, string networkId, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        return ThreadsOf(IsRemote(containerId)).RunAsync(() =>
        {
            var live = Held(containerId);
            if (live.Document.Endpoints.FirstOrDefault(e => e.NetworkId == networkId) is not { } endpoint)
                return live.Document.ToSandbox();
            var document = live.Document with { Endpoints = [.. live.Document.Endpoints.Where(e => e != endpoint)] };
            var gateways = Gateways.Of(document);
            if (!gateways.Same(Gateways.Of(live.Document)))
                Withdraw(live.Document, live.Ports);
            CloseWayOut(Gateways.Of(live.Document), gateways);
            Visit(document, room =>
            {
                Delete(endpoint, room);
                SetRoutes(room, gateways);
            });
            _store.Write(document);
            // Before the address is free: whoever has it next is to be found by it.
            Tell(observer => observer.Changed(document));
            Forget(containerId, endpoint);
            return Settle(live, document);
        });
    }

    /// <summary>Gives a container other names on its networks.</summary>
    /// <param name="containerId">Id of the container.</param>
    /// <param name="containerName">Its name.</param>
    /// <param name="names">The names on each network, by the network's name.</param>
    public Task RenameAsync(string containerId, string containerName, IReadOnlyDictionary<string, IReadOnlyList<string>> names) => _threads.RunAsync(() =>
    {
        if (_sandboxes.GetValueOrDefault(containerId) is not { } live)
            return;
        var document = live.Document with
        {
            ContainerName = containerName,
            Endpoints = [.. live.Document.Endpoints.Select(e => e with { Names = names.GetValueOrDefault(e.NetworkName) ?? e.Names })],
        };
        _store.Write(document);
        _sandboxes[containerId] = live with { Document = document };
        Tell(observer => observer.Changed(document));
    });

    /// <summary>Lets a container reach others of a bridge whose containers are kept apart, in the place of what passed for it before. It ends with the addresses.</summary>
    /// <param name="containerId">Id of the container.</param>
    /// <param name="passages">What is to pass.</param>
    public Task PermitAsync(string containerId, IReadOnlyList<Passage> passages) => _threads.RunAsync(() => _firewall.Permit(containerId, passages));

    private LiveSandbox Held(string containerId) => _sandboxes.GetValueOrDefault(containerId)
        ?? throw new GantryException(ErrorKind.NotFound, $"container {containerId} has no network sandbox");

    /// <summary>Lets ports follow the default routes, and makes the new document the one in force.</summary>
    private Sandbox Settle(LiveSandbox before, SandboxDocument document)
    {
        var ports = before.Ports;
        var gateways = Gateways.Of(document);
        LeadOut(document, Gateways.Of(before.Document), gateways);
        if (!gateways.Same(Gateways.Of(before.Document)) && document.WantedPorts.Count > 0)
        {
            Withdraw(before.Document, ports);
            Close(ports);
            var leases = LeasePorts(document, gateways);
            document = document with { Ports = BindingsOf(document, gateways, leases) };
            _store.Write(document);
            ports = Compose(document, gateways, leases);
            Publish(document, ports, new Stack<Action>());
        }

        _sandboxes[document.ContainerId] = new LiveSandbox(document, ports);
        Tell(observer => observer.Changed(document));
        return document.ToSandbox();
    }

    private void Delete(EndpointDocument endpoint, SandboxSpace room)
    {
        _announcer.End(endpoint.Id);
        if (Live(endpoint.NetworkId)?.Info is { } network)
            _drivers[network.Driver].DeleteEndpoint(network, endpoint, room);
    }

    private void Visit(SandboxDocument document, Action<SandboxSpace> work)
    {
        using var space = NetworkNamespace.Open(document.NamespacePath);
        _threads.Visit(space, () =>
        {
            using var netlink = NetlinkSocket.OpenRoute();
            work(new SandboxSpace(space, netlink));
        });
    }
}
