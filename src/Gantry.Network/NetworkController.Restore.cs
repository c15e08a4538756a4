using Gantry.Linux.Netlink;
using Gantry.Network.Drivers;
using Gantry.Network.Networks;
using Gantry.Network.Reconcile;
using Gantry.Network.Sandboxes;
using Gantry.Network.State;

namespace Gantry.Network;

public sealed partial class NetworkController
{
    /// <summary>Brings documents and kernel into agreement: looks, has the plan made, carries it out, and writes the packet filter once.</summary>
    private void Restore()
    {
        Directory.CreateDirectory(_options.RuntimeDirectory);
        _forwarding.Enable(ipv6: false);

        var stored = _networkStore.ReadAll();
        var defaults = DefaultNetworks.Plan(_options, stored, _host, _defaultPools, DateTimeOffset.UtcNow);
        foreach (var network in defaults)
            if (!stored.Any(known => NetworkJsonText.Same(known, network)))
                _networkStore.Write(network);
        List<NetworkInfo> networks = [.. defaults, .. stored.Where(network => !defaults.Any(d => d.Id == network.Id))];
        foreach (var network in networks)
        {
            if (!network.ConfigOnly)
            {
                if (network.IsUnfinished)
                {
                    Attempt(() => _drivers[network.Driver].Remove(network));
                    Attempt(() => _subnets.Release(network));
                    _networkStore.Remove(network.Id);
                    continue;
                }

                // A plugin that is not there keeps its own network from working, not the daemon from starting.
                if (_ipamDrivers[network.Ipam.Driver].IsRemote)
                    Attempt(() => _subnets.Retake(network));
                else
                    _subnets.Retake(network);
                // What an administrator took away, as a parent link, keeps its own network from working, not the daemon from starting.
                if (_drivers[network.Driver].EndsInSandbox)
                    Attempt(() => _drivers[network.Driver].SetUp(network));
                else
                    _drivers[network.Driver].SetUp(network);
            }

            _networks = [.. _networks, new LiveNetwork(network)];
        }

        var documents = _store.ReadAll();
        var plan = RestorePlan.Make(networks, documents, _host.Links(), LinkGroup.Of(_options.StateDirectory), [.. Directory.EnumerateFiles(_options.RuntimeDirectory)]);
        foreach (var step in plan)
            Execute(step, documents);
        foreach (var document in documents)
            Adopt(document);
        _firewall.Rewrite();
    }

    private void Execute(RestoreStep step, List<SandboxDocument> documents)
    {
        switch (step.Action)
        {
            case RestoreAction.ForgetEndpoint:
                var at = documents.FindIndex(document => document.Endpoints.Any(endpoint => endpoint.Id == step.Subject));
                documents[at] = documents[at] with { Endpoints = [.. documents[at].Endpoints.Where(endpoint => endpoint.Id != step.Subject)] };
                _store.Write(documents[at]);
                break;
            case RestoreAction.RemoveLink:
                // The kernel may be taking it away itself, with its namespace.
                if (_host.FindLink(step.Subject) is { } link)
                    Attempt(() => _host.Execute(new NetlinkRequest().DeleteLink(link.Index)));
                break;
            case RestoreAction.RemoveNamespace:
                _teardown.Add(step.Subject);
                break;
        }
    }

    private void Adopt(SandboxDocument document)
    {
        foreach (var endpoint in document.Endpoints)
            if (Live(endpoint.NetworkId) is { } live)
            {
                live.TryEnter(document.ContainerId);
                Attempt(() => _planner.Retake(live.Info, endpoint));
            }

        if (Dns.NameService.IsWanted(document))
            Attempt(() => Visit(document, _ =>
            {
                var port = _names.Attach(document);
                if (port == document.ResolverPort)
                    return;
                document = document with { ResolverPort = port };
                _store.Write(document);
            }));
        var gateways = Gateways.Of(document);
        var leases = _ports.Restore([.. document.Ports.Where(port => port.HostPort > 0)]);
        var ports = Compose(document, gateways, leases);
        _firewall.Publish(ports.Publications);
        _sandboxes[document.ContainerId] = new LiveSandbox(document, ports);
        Tell(observer => observer.Changed(document));
    }

    private void Tell(Action<ISandboxObserver> news)
    {
        foreach (var observer in _observers)
            news(observer);
    }
}
