using System.Net;
using System.Text.Json.Nodes;

using Gantry.Linux.Netlink;
using Gantry.Network.Drivers;
using Gantry.Network.State;
using Gantry.Oci.Errors;
using Gantry.Plugins;

namespace Gantry.Network.Remote;

/// <summary>
/// Networks that a plugin makes (Docker's protocol <c>NetworkDriver</c>). The plugin gives a sandbox's endpoint a link on the host; here it is moved into the
/// sandbox and furnished, and moved back when the endpoint goes.
/// </summary>
/// <remarks>
/// <code>
/// network    CreateNetwork ─────────────────────────────────────────────────────────────── DeleteNetwork
/// endpoint     CreateEndpoint ─ Join ─ (link in) ─ EndpointOperInfo … Leave ─ (link out) ─ DeleteEndpoint
/// way out                                 ProgramExternalConnectivity … RevokeExternalConnectivity
/// </code>
/// A plugin keeps its networks over a restart of the daemon by itself; nothing is told twice.
/// </remarks>
/// <param name="plugin">The plugin.</param>
/// <param name="links">Takes links of the host into sandboxes and back.</param>
internal sealed class RemoteDriver(RemotePlugin plugin, HostLinks links) : INetworkDriver
{
    /// <summary>What a plugin of this kind says that it implements.</summary>
    public const string Kind = "NetworkDriver";

    private const string Prefix = "eth";

    private readonly Lazy<DriverCapabilities> _capabilities = new(() => Ask(plugin), LazyThreadSafetyMode.PublicationOnly);

    /// <inheritdoc/>
    public string Name => plugin.Name;

    /// <inheritdoc/>
    public bool HasAddresses => true;

    /// <inheritdoc/>
    public bool PublishesPorts => false;

    /// <inheritdoc/>
    public bool EndsInSandbox => true;

    /// <inheritdoc/>
    public bool IsRemote => true;

    /// <inheritdoc/>
    public bool NeedsGateway(NetworkInfo network, bool ipv6)
    {
        if (!_capabilities.Value.GwAllocChecker)
            return true;
        var told = plugin.Call("GwAllocCheck", new GatewayCheckCall(Options(network)), RemoteMessages.Default.GatewayCheckCall, RemoteMessages.Default.GatewayCheck);
        return !(ipv6 ? told.SkipIPv6 : told.SkipIPv4);
    }

    /// <inheritdoc/>
    public NetworkInfo Validate(NetworkInfo network, IReadOnlyList<NetworkInfo> others)
    {
        var scope = _capabilities.Value.Scope!;
        if (network.IsLocalWanted && scope == "global")
            throw new GantryException(ErrorKind.Denied, $"cannot downgrade network scope for {Name} networks");
        return network with { Scope = scope };
    }

    /// <inheritdoc/>
    public void Create(NetworkInfo network)
    {
        var call = new CreateNetworkCall(network.Id, Options(network), Subnets(network, ipv6: false), Subnets(network, ipv6: true));
        plugin.Call("CreateNetwork", call, RemoteMessages.Default.CreateNetworkCall, RemoteMessages.Default.RemoteAnswer);
    }

    /// <inheritdoc/>
    public void Remove(NetworkInfo network) =>
        Attempt(() => plugin.Call("DeleteNetwork", new NetworkCall(network.Id), RemoteMessages.Default.NetworkCall, RemoteMessages.Default.RemoteAnswer));

    /// <inheritdoc/>
    public void SetUp(NetworkInfo network)
    {
    }

    /// <inheritdoc/>
    public void TearDown(NetworkInfo network)
    {
    }

    /// <inheritdoc/>
    public EndpointDocument CreateEndpoint(NetworkInfo network, EndpointDocument endpoint) => endpoint with { Interface = Prefix };

    /// <inheritdoc/>
    public EndpointDocument Prepare(NetworkInfo network, EndpointDocument endpoint, SandboxDocument sandbox)
    {
        var made = plugin.Call(
            "CreateEndpoint",
            new CreateEndpointCall(network.Id, endpoint.Id, AddressesOf(endpoint), EndpointOptions.OfCreation(network, endpoint, sandbox)),
            RemoteMessages.Default.CreateEndpointCall,
            RemoteMessages.Default.CreatedEndpoint);
        endpoint = RemoteAnswers.Take(endpoint, made);
        var joined = plugin.Call(
            "Join", new JoinCall(network.Id, endpoint.Id, sandbox.NamespacePath, EndpointOptions.OfSandbox(sandbox)), RemoteMessages.Default.JoinCall, RemoteMessages.Default.JoinedEndpoint);
        return RemoteAnswers.Take(endpoint, joined, Prefix);
    }

    /// <inheritdoc/>
    public void Join(NetworkInfo network, EndpointDocument endpoint, SandboxSpace space)
    {
        if (endpoint.SourceInterface.Length == 0)
            return;
        links.MoveIn(endpoint, space);
        SandboxLink.Furnish(network, endpoint, space);
        var index = space.Netlink.FindLink(endpoint.Interface)!.Index;
        var routes = new NetlinkRequest();
        foreach (var route in endpoint.Routes)
            routes.AddRoute(index, IPNetwork.Parse(route.Destination), route.NextHop.Length > 0 ? IPAddress.Parse(route.NextHop) : null);
        if (endpoint.Routes.Count > 0)
            space.Netlink.Execute(routes);
    }

    /// <inheritdoc/>
    public void LeadOut(NetworkInfo network, EndpointDocument endpoint, SandboxDocument sandbox)
    {
        if (network.Internal)
            return;
        var call = new ConnectivityCall(network.Id, endpoint.Id, EndpointOptions.OfWayOut(endpoint, sandbox));
        try
        {
            plugin.Call("ProgramExternalConnectivity", call, RemoteMessages.Default.ConnectivityCall, RemoteMessages.Default.RemoteAnswer);
        }
        catch (PluginException e) when (e.IsUnknownMethod)
        {
            // Older than the method.
        }
    }

    /// <inheritdoc/>
    public void CloseWayOut(NetworkInfo network, EndpointDocument endpoint) => Attempt(() => Tell("RevokeExternalConnectivity", network, endpoint));

    /// <inheritdoc/>
    public void Settled(NetworkInfo network, EndpointDocument endpoint) => Attempt(() => Tell("EndpointOperInfo", network, endpoint));

    /// <inheritdoc/>
    public void Leave(NetworkInfo network, EndpointDocument endpoint)
    {
        if (Attempt(() => Tell("Leave", network, endpoint)))
            Attempt(() => Tell("DeleteEndpoint", network, endpoint));
    }

    /// <inheritdoc/>
    public void DeleteEndpoint(NetworkInfo network, EndpointDocument endpoint, SandboxSpace space)
    {
        var isThere = Attempt(() => Tell("Leave", network, endpoint));
        links.MoveOut(endpoint, space);
        if (isThere)
            Attempt(() => Tell("DeleteEndpoint", network, endpoint));
    }

    private void Tell(string method, NetworkInfo network, EndpointDocument endpoint) =>
        plugin.Call(method, new EndpointCall(network.Id, endpoint.Id), RemoteMessages.Default.EndpointCall, RemoteMessages.Default.RemoteAnswer);

    /// <summary>What a plugin fails to take down is its own, and keeps nobody from going on, as with Docker. False: it cannot be reached at all.</summary>
    private static bool Attempt(Action call)
    {
        try
        {
            call();
            return true;
        }
        catch (GantryException e)
        {
            return e is PluginException { IsUnreachable: false };
        }
    }

    private static DriverCapabilities Ask(RemotePlugin plugin)
    {
        var told = plugin.Call("GetCapabilities", null, RemoteMessages.Default.EmptyCall!, RemoteMessages.Default.DriverCapabilities);
        foreach (var scope in new[] { told.Scope, told.ConnectivityScope is { Length: > 0 } connectivity ? connectivity : told.Scope })
            if (scope is not ("local" or "global"))
                throw new PluginException($"invalid capability: expecting 'local' or 'global', got {scope}", isUnreachable: false);
        return told;
    }

    private static RemoteInterface AddressesOf(EndpointDocument endpoint) => new()
    {
        Address = endpoint.IPv4Address.Length > 0 ? $"{endpoint.IPv4Address}/{endpoint.IPv4PrefixLength}" : "",
        AddressIPv6 = endpoint.IPv6Address.Length > 0 ? $"{endpoint.IPv6Address}/{endpoint.IPv6PrefixLength}" : "",
        MacAddress = endpoint.MacAddress,
    };

    private static JsonObject Options(NetworkInfo network)
    {
        var options = new JsonObject
        {
            ["com.docker.network.enable_ipv4"] = network.EnableIPv4,
            ["com.docker.network.enable_ipv6"] = network.EnableIPv6,
            ["com.docker.network.generic"] = new JsonObject(network.Options.Select(option => KeyValuePair.Create(option.Key, (JsonNode?)option.Value))),
        };
        if (network.Internal)
            options["com.docker.network.internal"] = true;
        return options;
    }

    private static List<RemoteSubnet> Subnets(NetworkInfo network, bool ipv6)
    {
        static string Within(string address, string subnet) => address.Length == 0 ? "" : $"{address}/{Networks.Subnets.Parse(subnet).PrefixLength}";
        return
        [
            .. from pool in network.Ipam.Pools
               where pool.IsIPv6 == ipv6
               select new RemoteSubnet(
                   pool.AddressSpace,
                   pool.AuxiliaryAddresses.Count == 0 ? null : new SortedDictionary<string, string>(pool.AuxiliaryAddresses.ToDictionary(a => a.Key, a => Within(a.Value, pool.Subnet)), StringComparer.Ordinal),
                   Within(pool.Gateway, pool.Subnet) is { Length: > 0 } gateway ? gateway : null,
                   pool.Subnet),
        ];
    }
}
