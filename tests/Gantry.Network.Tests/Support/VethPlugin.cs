using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json.Nodes;

using Gantry.Linux.Netlink;
using Gantry.Plugins;

namespace Gantry.Network.Tests.Support;

/// <summary>
/// A small driver of networks and addresses that speaks Docker's plugin protocol: each network is a bridge, each endpoint a pair of links on the test host, one a port
/// of the bridge, the other the sandbox's. It notes what it is called with.
/// </summary>
internal sealed class VethPlugin : IAsyncDisposable
{
    public const string Name = "vethplug";

    private readonly TestHost host;
    private readonly Socket listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly string socketPath;
    private readonly Dictionary<string, string> gateways = [];
    private readonly HashSet<string> given = [];

    public VethPlugin(TestHost host)
    {
        this.host = host;
        var folder = Directory.CreateDirectory(Path.Combine(host.Root, "plugins")).FullName;
        socketPath = Path.Combine(folder, Name + ".sock");
        listener.Bind(new UnixDomainSocketEndPoint(socketPath));
        listener.Listen();
        Plugins = new PluginRegistry(new PluginFolders([folder], []), TimeProvider.System, _ => { });
        _ = AcceptAsync();
    }

    public PluginRegistry Plugins { get; }

    /// <summary>What was called: the method and its arguments.</summary>
    public ConcurrentQueue<string> Calls { get; } = [];

    /// <summary>Methods that are refused.</summary>
    public HashSet<string> Refused { get; } = [];

    /// <summary>Members that answers get in place of this plugin's own.</summary>
    public Dictionary<string, JsonObject> Answers { get; } = [];

    public ValueTask DisposeAsync()
    {
        listener.Dispose();
        File.Delete(socketPath);
        Plugins.Dispose();
        return ValueTask.CompletedTask;
    }

    private async Task AcceptAsync()
    {
        try
        {
            while (true)
                _ = ServeAsync(await listener.AcceptAsync());
        }
        catch (Exception e) when (e is SocketException or ObjectDisposedException)
        {
            // The test has ended.
        }
    }

    private async Task ServeAsync(Socket client)
    {
        await using var stream = new NetworkStream(client, ownsSocket: true);
        using var reader = new StreamReader(stream, Encoding.Latin1);
        var method = (await reader.ReadLineAsync())!.Split(' ')[1].TrimStart('/');
        var length = 0;
        while (await reader.ReadLineAsync() is { Length: > 0 } line)
            if (line.StartsWith("Content-Length:", StringComparison.OrdinalIgnoreCase))
                length = int.Parse(line.AsSpan(15), CultureInfo.InvariantCulture);
        var body = new char[length];
        if (length > 0)
            await reader.ReadBlockAsync(body);
        var arguments = length == 0 ? [] : (JsonObject)JsonNode.Parse(Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(body)))!;
        Calls.Enqueue(length == 0 ? method : $"{method} {arguments.ToJsonString()}");
        var answer = Refused.Contains(method) ? new JsonObject { ["Err"] = "it may not be" } : Answers.GetValueOrDefault(method) ?? await AnswerAsync(method, arguments);
        var reply = Encoding.UTF8.GetBytes(answer.ToJsonString());
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Length: {reply.Length}\r\nConnection: close\r\n\r\n"));
        await stream.WriteAsync(reply);
    }

    private async Task<JsonObject> AnswerAsync(string method, JsonObject arguments)
    {
        string Text(string key) => arguments[key]!.GetValue<string>();
        switch (method)
        {
            case "Plugin.Activate":
                return new JsonObject { ["Implements"] = new JsonArray("NetworkDriver", "IpamDriver") };
            case "NetworkDriver.GetCapabilities":
                return new JsonObject { ["Scope"] = "local" };
            case "NetworkDriver.CreateNetwork":
                var gateway = arguments["IPv4Data"]![0]!["Gateway"]!.GetValue<string>().Split('/');
                gateways[Text("NetworkID")] = gateway[0];
                await OnHost(netlink =>
                {
                    netlink.Execute(new NetlinkRequest().AddBridge(Bridge(Text("NetworkID")), [2, 0, 0, 0, 0, 9], 1500));
                    var index = netlink.FindLink(Bridge(Text("NetworkID")))!.Index;
                    netlink.Execute(new NetlinkRequest().AddAddress(index, IPAddress.Parse(gateway[0]), int.Parse(gateway[1], CultureInfo.InvariantCulture)).SetLinkUp(index));
                });
                return [];
            case "NetworkDriver.DeleteNetwork":
                await OnHost(netlink => Delete(netlink, Bridge(Text("NetworkID"))));
                return [];
            case "NetworkDriver.CreateEndpoint":
                await OnHost(netlink =>
                {
                    using var here = Linux.NetworkNamespaces.NetworkNamespace.OpenCurrent();
                    netlink.Execute(new NetlinkRequest().AddVethPort(
                        "v" + Text("EndpointID")[..8], netlink.FindLink(Bridge(Text("NetworkID")))!.Index, 1500, 0, "c" + Text("EndpointID")[..8], [2, 0, 0, 0, 1, (byte)Calls.Count], here));
                    netlink.Execute(new NetlinkRequest().SetLinkUp("v" + Text("EndpointID")[..8]));
                });
                return [];
            case "NetworkDriver.Join":
                return new JsonObject
                {
                    ["InterfaceName"] = new JsonObject { ["SrcName"] = "c" + Text("EndpointID")[..8], ["DstPrefix"] = "eth" },
                    ["Gateway"] = gateways[Text("NetworkID")],
                    ["StaticRoutes"] = new JsonArray(
                        new JsonObject { ["Destination"] = "10.77.0.0/16", ["RouteType"] = 0, ["NextHop"] = gateways[Text("NetworkID")] },
                        new JsonObject { ["Destination"] = "10.78.0.0/16", ["RouteType"] = 1 }),
                };
            case "NetworkDriver.DeleteEndpoint":
                await OnHost(netlink => Delete(netlink, "c" + Text("EndpointID")[..8]));
                return [];
            case "IpamDriver.GetDefaultAddressSpaces":
                return new JsonObject { ["LocalDefaultAddressSpace"] = "plugLocal" };
            case "IpamDriver.RequestPool":
                return new JsonObject { ["PoolID"] = "pool", ["Pool"] = Text("Pool") is { Length: > 0 } pool ? pool : "10.99.7.0/24" };
            case "IpamDriver.RequestAddress":
                var address = Text("Address") is { Length: > 0 } wanted ? wanted : Enumerable.Range(1, 250).Select(i => $"10.99.7.{i}").First(a => !given.Contains(a));
                given.Add(address);
                return new JsonObject { ["Address"] = address + "/24" };
            case "IpamDriver.ReleaseAddress":
                given.Remove(Text("Address"));
                return [];
            default:
                return [];
        }
    }

    private static void Delete(NetlinkSocket netlink, string name)
    {
        if (netlink.FindLink(name) is { } link)
            netlink.Execute(new NetlinkRequest().DeleteLink(link.Index));
    }

    private static string Bridge(string network) => "pb" + network[..8];

    private Task OnHost(Action<NetlinkSocket> work) => host.Host.RunAsync(() =>
    {
        using var netlink = NetlinkSocket.OpenRoute();
        work(netlink);
    });
}
