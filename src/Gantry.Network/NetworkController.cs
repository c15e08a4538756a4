using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

using Gantry.Linux.Netlink;
using Gantry.Linux.NetworkNamespaces;
using Gantry.Linux.Nftables;
using Gantry.Network.Drivers;
using Gantry.Network.Firewall;
using Gantry.Network.Ipam;
using Gantry.Network.Networks;
using Gantry.Network.Ports;
using Gantry.Network.Sandboxes;
using Gantry.Network.State;

namespace Gantry.Network;

/// <summary>The daemon's networks: creates and releases sandboxes, and repairs the kernel's state to match the documents.</summary>
/// <remarks>
/// Order of a creation: address and ports taken in memory (sockets end with the daemon) → document → namespace, links, routes →
/// packet filter. Order of a release: packet filter → port of the bridge silenced → sockets → document → address → namespace, in
/// the background. So at every instant the documents cover what the kernel holds, or what is left is found without one.
/// </remarks>
public sealed partial class NetworkController : IAsyncDisposable
{
    // Namespaces are made by two threads: the kernel lets most of the work proceed one at a time anyway.
    private const int ThreadCount = 2;

    private readonly NetworkOptions _options;
    private readonly NamespaceThreads _threads;
    private readonly NetlinkSocket _host;
    private readonly NftablesFirewall _firewall;
    private readonly PortAllocator _ports;
    private readonly SandboxStore _store;
    private readonly Dictionary<string, INetworkDriver> _drivers;
    private readonly Dictionary<string, AddressPool> _pools = [];
    private readonly ConcurrentDictionary<string, LiveSandbox?> _sandboxes = [];
    private readonly ConcurrentDictionary<string, bool> _leaving = [];
    private readonly TeardownQueue _teardown = new();
    private volatile IReadOnlyList<NetworkInfo> _networks = [];
    private bool _disposed;

    private NetworkController(NetworkOptions options, NamespaceThreads threads)
    {
        _options = options;
        _threads = threads;
        _host = NetlinkSocket.OpenRoute();
        try
        {
            _firewall = new NftablesFirewall(NftablesContext.Open(), NftablesScript.TableName(options.BridgeName));
        }
        catch
        {
            _host.Dispose();
            throw;
        }

        _ports = new PortAllocator(File.Exists("/proc/net/if_inet6"), options.DefaultHostAddress);
        _store = new SandboxStore(Path.Combine(options.StateDirectory, "sandboxes"));
        _drivers = new INetworkDriver[] { new BridgeDriver(_host), new NullDriver() }.ToDictionary(driver => driver.Name);
    }

    /// <summary>All networks.</summary>
    public IReadOnlyList<NetworkInfo> Networks => _networks;

    /// <summary>All sandboxes.</summary>
    public IReadOnlyList<Sandbox> Sandboxes => [.. _sandboxes.Values.OfType<LiveSandbox>().Select(live => live.Document.ToSandbox())];

    /// <summary>The sandbox of a container, or null.</summary>
    /// <param name="containerId">Id of the container.</param>
    public Sandbox? Find(string containerId) => _sandboxes.GetValueOrDefault(containerId)?.Document.ToSandbox();

    /// <summary>The network with this name or id, or null.</summary>
    /// <param name="nameOrId">Name, id or the unambiguous start of an id.</param>
    public NetworkInfo? FindNetwork(string nameOrId)
    {
        var networks = _networks;
        if (networks.FirstOrDefault(network => network.Name == nameOrId || network.Id == nameOrId) is { } exact)
            return exact;
        var matches = nameOrId.Length == 0 ? [] : networks.Where(network => network.Id.StartsWith(nameOrId, StringComparison.Ordinal)).ToList();
        return matches is [var only] ? only : null;
    }

    /// <summary>Opens the state, creates or adopts the bridge and the firewall tables, and finishes interrupted work.</summary>
    /// <param name="options">Directories, bridge and addresses.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public static async Task<NetworkController> OpenAsync(NetworkOptions options, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var threads = new NamespaceThreads(options.HostNamespace, ThreadCount);
        NetworkController? controller = null;
        try
        {
            return await threads.RunAsync(() =>
            {
                controller = new NetworkController(options, threads);
                controller.Restore();
                return controller;
            });
        }
        catch
        {
            if (controller is not null)
                await controller.DisposeAsync();
            else
                threads.Dispose();
            throw;
        }
    }

    /// <summary>Lets go of sockets and threads; kernel objects stay (see <see cref="ShutdownAsync"/>).</summary>
    public async ValueTask DisposeAsync()
    {
        if (_disposed)
            return;
        _disposed = true;
        await _teardown.DisposeAsync();
        foreach (var live in _sandboxes.Values.OfType<LiveSandbox>())
        {
            live.Proxies?.Dispose();
            _ports.Release(live.Leases);
        }

        _threads.Dispose();
        _firewall.Dispose();
        _host.Dispose();
    }

    private void Restore()
    {
        Directory.CreateDirectory(_options.RuntimeDirectory);
        File.WriteAllText("/proc/sys/net/ipv4/ip_forward", "1");

        var store = new NetworkStore(Path.Combine(_options.StateDirectory, "networks"));
        var stored = store.ReadAll();
        var networks = DefaultNetworks.Plan(_options, stored, _host, DateTimeOffset.UtcNow);
        foreach (var network in networks)
        {
            store.Write(network);
            if (_drivers.TryGetValue(network.Driver, out var driver))
                driver.SetUp(network);
            if (network.Ipam.Pools is [var pool, ..])
                (_pools[network.Id] = new AddressPool(IPNetwork.Parse(pool.Subnet))).TryTake(IPAddress.Parse(pool.Gateway));
        }

        _networks = networks;
        foreach (var document in _store.ReadAll())
            Adopt(document);
        RemoveOrphans();
        _firewall.Replace(
            [.. networks.Where(network => network.Driver == "bridge").Select(ToRules)],
            _sandboxes.Values.OfType<LiveSandbox>().SelectMany(live => Publications(live.Document)));
    }

    private void Adopt(SandboxDocument document)
    {
        foreach (var endpoint in document.Endpoints)
            if (endpoint.IPv4Address.Length > 0 && _pools.TryGetValue(endpoint.NetworkId, out var pool))
                pool.TryTake(IPAddress.Parse(endpoint.IPv4Address));
        var leases = _ports.Restore(document.Ports);
        _sandboxes[document.ContainerId] = new LiveSandbox(document, leases, Serve(document, leases));
    }

    /// <summary>Removes namespaces and links that no document speaks of.</summary>
    private void RemoveOrphans()
    {
        var documents = _sandboxes.Values.OfType<LiveSandbox>().Select(live => live.Document).ToList();
        var known = documents.Select(document => document.NamespacePath).ToHashSet();
        foreach (var path in Directory.EnumerateFiles(_options.RuntimeDirectory))
            if (!known.Contains(path))
                _teardown.Add(path);

        var links = _host.Links();
        var bridge = links.Find(link => link.Name == _options.BridgeName)?.Index ?? -1;
        var ports = documents.SelectMany(document => document.Endpoints).Select(endpoint => endpoint.HostInterface).ToHashSet();
        foreach (var link in links)
            if (link.Master == bridge && link.Kind == "veth" && !ports.Contains(link.Name))
                _host.Execute(new NetlinkRequest().DeleteLink(link.Index));
    }

    private static BridgeRules ToRules(NetworkInfo network)
    {
        var options = BridgeOptions.From(network);
        return new BridgeRules(options.Bridge, network.Ipam.Pools[0].Subnet, options.Masquerade, options.InterContainer);
    }

    private static List<Publication> Publications(SandboxDocument document) =>
        document.Endpoints.FirstOrDefault(endpoint => endpoint.IPv4Address.Length > 0) is not { } endpoint
            ? []
            : [.. document.Ports
                .Where(port => IPAddress.Parse(port.HostAddress).AddressFamily == AddressFamily.InterNetwork)
                .Select(port => new Publication(port.HostAddress, port.Protocol, port.HostPort, endpoint.IPv4Address, port.ContainerPort))];

    private PortProxies? Serve(SandboxDocument document, List<PortLease> leases) =>
        leases.Count == 0 ? null : new PortProxies(leases, IPAddress.Parse(document.Endpoints[0].IPv4Address), DialAsync);

    private Task<Socket> DialAsync(SocketType type) => _threads.RunAsync(() =>
        new Socket(AddressFamily.InterNetwork, type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp));
}
