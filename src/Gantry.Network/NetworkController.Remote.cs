using Gantry.Linux.NetworkNamespaces;
using Gantry.Network.Remote;
using Gantry.Network.Sandboxes;
using Gantry.Network.State;

namespace Gantry.Network;

/// <remarks>Drivers of other programs may take their time: they are found before anything is held, and waited for on threads of their own.</remarks>
public sealed partial class NetworkController
{
    private bool IsRemote(string driver, string ipam) => _drivers[driver].IsRemote || _ipamDrivers[ipam].IsRemote;

    private bool IsRemote(IEnumerable<string> networkIds) =>
        networkIds.Any(id => Live(id)?.Info is { ConfigOnly: false } network && IsRemote(network.Driver, network.Ipam.Driver));

    private bool IsRemote(string containerId) =>
        _sandboxes.GetValueOrDefault(containerId) is { } live && IsRemote(live.Document.Endpoints.Select(endpoint => endpoint.NetworkId));

    private bool IsRemote(EndpointDocument endpoint) => Live(endpoint.NetworkId)?.Info is { } network && _drivers[network.Driver].IsRemote;

    private NamespaceThreads ThreadsOf(bool remote) => remote ? _patientThreads.Value : _threads;

    /// <summary>Finds the plugins that a network is made with.</summary>
    /// <exception cref="Oci.Errors.GantryException">There is none of the name, or it does something else.</exception>
    private async Task FindPluginsAsync(string driver, string ipam, CancellationToken cancellation)
    {
        if (_drivers[driver].IsRemote)
            await _plugins.FindAsync(driver, RemoteDriver.Kind, cancellation);
        if (_ipamDrivers[ipam].IsRemote)
            await _plugins.FindAsync(ipam, RemoteIpam.Kind, cancellation);
    }

    /// <summary>Has drivers of other programs make the endpoints from one on. The sandbox is stored before they hear of one, and with what they answer.</summary>
    private SandboxDocument Prepare(SandboxDocument document, int first, Stack<Action> undo)
    {
        for (var i = first; i < document.Endpoints.Count; i++)
        {
            var endpoint = document.Endpoints[i];
            var network = Live(endpoint.NetworkId)!.Info;
            if (!_drivers[network.Driver].IsRemote)
                continue;
            _store.Write(document);
            undo.Push(() => Leave(endpoint));
            var prepared = _drivers[network.Driver].Prepare(network, endpoint, document);
            document = document with { Endpoints = [.. document.Endpoints.Select(other => other == endpoint ? prepared : other)] };
            _store.Write(document);
        }

        return document;
    }

    /// <summary>Saves the link of an endpoint that is given up from the end of its namespace.</summary>
    private void MoveOut(SandboxDocument document, EndpointDocument endpoint) => Visit(document, room => _links.MoveOut(endpoint, room));

    /// <summary>Tells drivers of a sandbox's new way out, and of the end of the one before.</summary>
    private void LeadOut(SandboxDocument document, Gateways before, Gateways now)
    {
        CloseWayOut(before, now);
        foreach (var endpoint in now.Endpoints.Where(endpoint => before.Endpoints.All(other => other.Id != endpoint.Id)))
            if (Live(endpoint.NetworkId)?.Info is { } network)
                _drivers[network.Driver].LeadOut(network, endpoint, document);
    }

    private void CloseWayOut(Gateways before, Gateways now)
    {
        foreach (var endpoint in before.Endpoints.Where(endpoint => now.Endpoints.All(other => other.Id != endpoint.Id)))
            if (Live(endpoint.NetworkId)?.Info is { } network)
                _drivers[network.Driver].CloseWayOut(network, endpoint);
    }

    private void Settled(IEnumerable<EndpointDocument> endpoints)
    {
        foreach (var endpoint in endpoints)
            if (Live(endpoint.NetworkId)?.Info is { ConfigOnly: false } network)
                _drivers[network.Driver].Settled(network, endpoint);
    }
}
