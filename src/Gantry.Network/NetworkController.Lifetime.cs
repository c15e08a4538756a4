using Gantry.Linux.Netlink;
using Gantry.Oci.Errors;

namespace Gantry.Network;

public sealed partial class NetworkController
{
    private static readonly TimeSpan TeardownPatience = TimeSpan.FromSeconds(10);

    /// <summary>After a restart: keeps the sandboxes of containers that run, removes all others.</summary>
    /// <param name="runningContainers">Ids of the containers that run.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    /// <returns>What the kernel would not give up, each a sentence: no reason not to go on.</returns>
    public async Task<IReadOnlyList<string>> ReconcileAsync(IReadOnlySet<string> runningContainers, CancellationToken cancellation)
    {
        var failures = new List<string>();
        foreach (var containerId in _sandboxes.Keys.Where(containerId => !runningContainers.Contains(containerId)))
        {
            try
            {
                await ReleaseAsync(containerId, cancellation);
            }
            catch (GantryException fault)
            {
                failures.Add(fault.Message);
            }
        }

        return failures;
    }

    /// <summary>
    /// Completes when no teardown is under way and the kernel has removed the links of released sandboxes. Links of a namespace
    /// that somebody else keeps alive are removed after ten seconds.
    /// </summary>
    public async Task WhenQuietAsync()
    {
        await _teardown.WhenEmptyAsync();
        await _threads.RunAsync(() =>
        {
            using var notifications = NetlinkSocket.OpenRoute();
            notifications.Subscribe(NetlinkSocket.LinkGroup);
            ForgetLinksGone();
            var deadline = DateTime.UtcNow + TeardownPatience;
            while (!_leaving.IsEmpty && notifications.WaitNotification(deadline - DateTime.UtcNow, (type, payload) =>
            {
                if (LinkRequests.IsLinkRemoval(type))
                    _leaving.TryRemove(LinkRequests.ReadLink(payload.Span).Name, out _);
            }))
            {
            }

            foreach (var name in _leaving.Keys)
                if (_host.FindLink(name) is { } link)
                    Attempt(() => _host.Execute(new NetlinkRequest().DeleteLink(link.Index)));
            _leaving.Clear();
        });
    }

    /// <summary>Ends the daemon's networking; without running containers the bridge and the firewall tables go too.</summary>
    /// <param name="containersRunning">Whether containers run on.</param>
    public async Task ShutdownAsync(bool containersRunning)
    {
        if (!containersRunning)
        {
            await ReconcileAsync(new HashSet<string>(), CancellationToken.None);
            await WhenQuietAsync();
            await _threads.RunAsync(() =>
            {
                foreach (var network in Networks.Where(network => !network.ConfigOnly))
                    _drivers[network.Driver].TearDown(network);
                _firewall.Remove();
            });
        }

        await DisposeAsync();
    }

    /// <summary>Makes what is missing in the kernel anew: bridges, addresses, the packet filter's rules.</summary>
    public Task RefreshAsync() => _threads.RunAsync(() =>
    {
        lock (_networkChange)
        {
            foreach (var network in Networks.Where(network => !network.ConfigOnly))
                Attempt(() => _drivers[network.Driver].SetUp(network));
            _firewall.Rewrite();
        }
    });

    private void ForgetLinksGone()
    {
        var present = _host.Links().Select(link => link.Name).ToHashSet();
        foreach (var name in _leaving.Keys)
            if (!present.Contains(name))
                _leaving.TryRemove(name, out _);
    }
}
