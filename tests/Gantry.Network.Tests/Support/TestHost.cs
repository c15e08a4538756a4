using System.Net;

using Gantry.Linux.Netlink;
using Gantry.Linux.NetworkNamespaces;
using Gantry.Plugins;

namespace Gantry.Network.Tests.Support;

/// <summary>
/// A host of the test's own, a network namespace, with a neighbour on its LAN, another one. Nothing of the real host's network
/// is touched.
/// </summary>
internal sealed class TestHost : IAsyncDisposable
{
    public static readonly IPAddress Address = IPAddress.Parse("198.51.100.1");
    public static readonly IPAddress NeighbourAddress = IPAddress.Parse("198.51.100.2");
    public static readonly IPAddress Address6 = IPAddress.Parse("2001:db8::1");
    public static readonly IPAddress NeighbourAddress6 = IPAddress.Parse("2001:db8::2");

    private readonly List<NamespaceThreads> _spaces = [];
    private readonly List<NetworkController> _controllers = [];

    public TestHost()
    {
        Root = Directory.CreateTempSubdirectory("network-test-").FullName;
        HostPath = Path.Combine(Root, "host");
        NeighbourPath = Path.Combine(Root, "neighbour");
        MakeNamespace(HostPath);
        MakeNamespace(NeighbourPath);
        Host = Enter(HostPath);
        Neighbour = Enter(NeighbourPath);
        Host.RunAsync(() =>
        {
            using var host = NetlinkSocket.OpenRoute();
            using var there = NetworkNamespace.Open(NeighbourPath);
            host.Execute(new NetlinkRequest().AddVethPort("lan", 0, 1500, 0, "lan", [2, 0, 0, 0, 0, 2], there));
            Furnish(host, Address, Address6);
        }).Wait();
        Neighbour.RunAsync(() =>
        {
            using var netlink = NetlinkSocket.OpenRoute();
            Furnish(netlink, NeighbourAddress, NeighbourAddress6);
            var lan = netlink.FindLink("lan")!;
            netlink.Execute(new NetlinkRequest().SetDefaultRoute(lan.Index, Address));
        }).Wait();
        Host.RunAsync(() =>
        {
            using var host = NetlinkSocket.OpenRoute();
            return host.FindLink("lan");
        }).Wait();
    }

    public FirewallBackend FirewallBackend { get; init; }

    public string Root { get; }

    public string HostPath { get; }

    public string NeighbourPath { get; }

    public NamespaceThreads Host { get; }

    public NamespaceThreads Neighbour { get; }

    public NetworkOptions Options => new()
    {
        StateDirectory = Path.Combine(Root, "state"),
        RuntimeDirectory = Path.Combine(Root, "netns"),
        HostNamespace = HostPath,
        BridgeName = "test0",
        FirewallBackend = FirewallBackend,
    };

    public Task<NetworkController> OpenAsync() => OpenAsync(Options);

    public Task<NetworkController> OpenAsync(NetworkOptions options) => OpenAsync(options, new PluginRegistry(new PluginFolders([], []), TimeProvider.System, _ => { }));

    public Task<NetworkController> OpenAsync(IPlugins plugins) => OpenAsync(Options, plugins);

    private async Task<NetworkController> OpenAsync(NetworkOptions options, IPlugins plugins)
    {
        var controller = await NetworkController.OpenAsync(options, plugins, CancellationToken.None);
        _controllers.Add(controller);
        return controller;
    }

    /// <summary>Threads in a sandbox's namespace.</summary>
    public NamespaceThreads Enter(Sandbox sandbox) => Enter(sandbox.NamespacePath);

    public static SandboxRequest Container(string id, params PortRequest[] ports) => new()
    {
        ContainerId = id,
        ContainerName = id,
        Endpoints = [new EndpointRequest { NetworkName = "bridge" }],
        Ports = ports,
    };

    public Task<List<Link>> LinksAsync() => Host.RunAsync(() =>
    {
        using var netlink = NetlinkSocket.OpenRoute();
        return netlink.Links();
    });

    /// <summary>Runs nft commands on the host.</summary>
    public Task<string> NftAsync(string commands) => Host.RunAsync(() =>
    {
        using var context = Linux.Nftables.NftablesContext.Open();
        return context.Run(commands);
    });

    /// <summary>Runs a program on the host, and gives what it prints.</summary>
    public Task<string> RunAsync(string program, params string[] arguments) => Host.RunAsync(() =>
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return process.ExitCode == 0 ? output : throw new InvalidOperationException($"{program} {string.Join(' ', arguments)} failed");
    });

    /// <summary>Whether packets within a bridge pass the packet filter too; nothing to set where the kernel cannot (br_netfilter).</summary>
    public Task SetBridgeFilterAsync(string value) => Host.RunAsync(() =>
    {
        const string setting = "/proc/sys/net/bridge/bridge-nf-call-iptables";
        if (File.Exists(setting))
            File.WriteAllText(setting, value);
    });

    public async ValueTask DisposeAsync()
    {
        foreach (var controller in _controllers)
            await controller.DisposeAsync();
        foreach (var space in _spaces)
            space.Dispose();
        foreach (var file in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories))
            if (NetworkNamespace.IsMounted(file))
                NetworkNamespace.Unmount(file);
        Directory.Delete(Root, recursive: true);
    }

    private NamespaceThreads Enter(string path)
    {
        var space = new NamespaceThreads(path, 1);
        _spaces.Add(space);
        return space;
    }

    private static void Furnish(NetlinkSocket netlink, IPAddress address, IPAddress address6)
    {
        var lan = netlink.FindLink("lan")!;
        netlink.Execute(new NetlinkRequest()
            .SetLinkUp(1)
            .AddAddress(lan.Index, address, 24)
            .AddAddress(lan.Index, address6, 64)
            .SetLinkUp(lan.Index));
    }

    private static void MakeNamespace(string path)
    {
        using var maker = new NamespaceThreads(null, 1);
        maker.RunAsync(() => maker.Visit((string?)null, () => NetworkNamespace.MountCurrent(path))).Wait();
    }
}
