using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;

using Gantry.Linux.Netlink;
using Gantry.Linux.NetworkNamespaces;
using Gantry.Linux.Nftables;
using Gantry.Network.Announcements;
using Gantry.Network.Dns;
using Gantry.Network.Drivers;
using Gantry.Network.Drivers.Stacked;
using Gantry.Network.Endpoints;
using Gantry.Network.Firewall;
using Gantry.Network.Firewall.Iptables;
using Gantry.Network.Ipam;
using Gantry.Network.Networks;
using Gantry.Network.Ports;
using Gantry.Network.Remote;
using Gantry.Network.Sandboxes;
using Gantry.Network.State;
using Gantry.Plugins;

using Microsoft.Win32.SafeHandles;

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

    // Who waits for plugins waits here, and holds nobody else up.
    private const int PatientThreadCount = 4;

    private readonly NetworkOptions _options;
    private readonly NamespaceThreads _threads;
    private readonly Lazy<NamespaceThreads> _patientThreads;
    private readonly IPlugins _plugins;
    private readonly SafeFileHandle _home;
    private readonly HostLinks _links;
    private readonly NetlinkSocket _host;
    private readonly IFirewall _firewall;
    private readonly PacketForwarding _forwarding;
    private readonly PortAllocator _ports;
    private readonly SandboxStore _store;
    private readonly NetworkStore _networkStore;
    private readonly DriverTable<INetworkDriver> _drivers;
    private readonly DriverTable<IIpamDriver> _ipamDrivers;
    private readonly DefaultPools _defaultPools;
    private readonly Subnets _subnets;
    private readonly EndpointPlanner _planner;
    private readonly NameService _names;
    private readonly Announcer _announcer = new(TimeProvider.System);
    private readonly IReadOnlyList<ISandboxObserver> _observers;
    private readonly Lock _networkChange = new();
    private readonly Lock _tableChange = new();
    private readonly ConcurrentDictionary<string, LiveSandbox?> _sandboxes = [];
    private readonly ConcurrentDictionary<string, bool> _leaving = [];
    private readonly TeardownQueue _teardown = new();
    private volatile IReadOnlyList<LiveNetwork> _networks = [];
    private bool _disposed;

    private NetworkController(NetworkOptions options, IPlugins plugins, NamespaceThreads threads)
    {
        _options = options;
        _threads = threads;
        _host = NetlinkSocket.OpenRoute();
        try
        {
            _firewall = !options.FiltersPackets ? new NoFirewall()
                : options.FirewallBackend == FirewallBackend.Iptables ? new IptablesFirewall(options.FiltersIPv6)
                : new NftablesFirewall(
                    NftablesContext.Open(), TableClaim.Take(NftablesScript.TableName(options.BridgeName), LinkGroup.Of(options.StateDirectory)), options.FiltersIPv6);
        }
        catch
        {
            _host.Dispose();
            throw;
        }

        _forwarding = new PacketForwarding(options, _firewall);
        _ports = new PortAllocator();
        _defaultPools = new DefaultPools(options.AddressPools, HostKey());
        _store = new SandboxStore(Path.Combine(options.StateDirectory, "sandboxes"));
        _networkStore = new NetworkStore(Path.Combine(options.StateDirectory, "networks"));
        _home = NetworkNamespace.OpenCurrent();
        _links = new HostLinks(_host, _home);
        _drivers = new DriverTable<INetworkDriver>(
            new INetworkDriver[]
            {
                new BridgeDriver(_host, _firewall, _forwarding, LinkGroup.Of(options.StateDirectory)), new StackedDriver(StackedKind.Macvlan, _host), new StackedDriver(StackedKind.Ipvlan, _host),
                new NullDriver("null"), new NullDriver("host"),
            }.Select(driver => KeyValuePair.Create(driver.Name, driver)),
            name => new RemoteDriver(new RemotePlugin(plugins, name, RemoteDriver.Kind), _links));
        _ipamDrivers = new DriverTable<IIpamDriver>(
            new IIpamDriver[] { new DefaultIpam(_defaultPools, HostNetworks), new NullIpam() }.Select(driver => KeyValuePair.Create(driver.Name, driver)),
            name => new RemoteIpam(new RemotePlugin(plugins, name, RemoteIpam.Kind)));
        _plugins = plugins;
        _patientThreads = new Lazy<NamespaceThreads>(() => new NamespaceThreads(options.HostNamespace, PatientThreadCount));
        _subnets = new Subnets(_ipamDrivers, (network, ipv6) => _drivers[network.Driver].NeedsGateway(network, ipv6));
        _planner = new EndpointPlanner(_subnets);
        _names = new NameService(options.HostNamespace, TimeProvider.System);
        _observers = [_names];
    }

    /// <summary>All networks.</summary>
    public IReadOnlyList<NetworkInfo> Networks => [.. _networks.Select(live => live.Info)];

    /// <summary>All sandboxes.</summary>
    public IReadOnlyList<Sandbox> Sandboxes => [.. _sandboxes.Values.OfType<LiveSandbox>().Select(live => live.Document.ToSandbox())];

    /// <summary>The sandbox of a container, or null.</summary>
    /// <param name="containerId">Id of the container.</param>
    public Sandbox? Find(string containerId) => _sandboxes.GetValueOrDefault(containerId)?.Document.ToSandbox();

    /// <summary>Opens the state, creates or adopts the bridge and the firewall tables, and finishes interrupted work.</summary>
    /// <param name="options">Directories, bridge and addresses.</param>
    /// <param name="plugins">Where drivers are found that this program does not have.</param>
    /// <param name="cancellation">Ends the attempt.</param>
    public static async Task<NetworkController> OpenAsync(NetworkOptions options, IPlugins plugins, CancellationToken cancellation)
    {
        cancellation.ThrowIfCancellationRequested();
        var threads = new NamespaceThreads(options.HostNamespace, ThreadCount);
        NetworkController? controller = null;
        try
        {
            return await threads.RunAsync(() =>
            {
                controller = new NetworkController(options, plugins, threads);
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
            live.Ports.Proxies?.Dispose();
            _ports.Release(live.Ports.Leases);
        }

        _announcer.Dispose();
        _names.Dispose();
        _threads.Dispose();
        if (_patientThreads.IsValueCreated)
            _patientThreads.Value.Dispose();
        _firewall.Dispose();
        _home.Dispose();
        _host.Dispose();
    }

    private static byte[] HostKey() => File.Exists("/etc/machine-id") ? File.ReadAllBytes("/etc/machine-id") : System.Text.Encoding.UTF8.GetBytes(Environment.MachineName);

    private List<IPNetwork> HostNetworks() =>
        [.. _host.Routes().Select(route => route.Destination), .. _host.Addresses().Select(address => address.Network)];

    private static Socket Dial(AddressFamily family, SocketType type) =>
        new(family, type, type == SocketType.Stream ? ProtocolType.Tcp : ProtocolType.Udp);
}
