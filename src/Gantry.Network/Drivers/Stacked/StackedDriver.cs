using Gantry.Linux.Netlink;
using Gantry.Linux.Syscalls;
using Gantry.Network.Ipam;
using Gantry.Network.State;
using Gantry.Oci.Errors;

namespace Gantry.Network.Drivers.Stacked;

/// <summary>
/// Networks whose endpoints are links stacked on one of the host's: on the wire each is a machine of its own. The host itself does not reach them through
/// its link, the packet filter does not see them, and ports need not be published.
/// </summary>
/// <param name="kind">Kind of the links.</param>
/// <param name="host">A netlink socket in the host's namespace.</param>
internal sealed class StackedDriver(StackedKind kind, NetlinkSocket host) : INetworkDriver
{
    private const int EOPNOTSUPP = 95;

    private readonly ParentLinks _parents = new(host);

    // Which networks use a link that was made for them; the controller calls one at a time.
    private readonly Dictionary<string, HashSet<string>> _users = [];

    /// <inheritdoc/>
    public string Name => kind.Name;

    /// <inheritdoc/>
    public bool HasAddresses => true;

    /// <inheritdoc/>
    public bool PublishesPorts => false;

    /// <inheritdoc/>
    public bool EndsInSandbox => true;

    /// <inheritdoc/>
    public bool NeedsGateway(NetworkInfo network, bool ipv6)
    {
        var options = StackedOptions.From(kind, network);
        return !options.IsIsolated(network) && !IsRouted(options);
    }

    /// <inheritdoc/>
    public NetworkInfo Validate(NetworkInfo network, IReadOnlyList<NetworkInfo> others)
    {
        var options = StackedOptions.From(kind, network);
        _parents.Check(kind, options);
        foreach (var other in others.Where(other => other.Driver == Name && !other.ConfigOnly && other.Id != network.Id))
        {
            var used = StackedOptions.From(kind, other);
            if (used.Parent != options.Parent)
                continue;
            if (kind == StackedKind.Ipvlan)
                throw new GantryException(ErrorKind.Denied, $"network {kind.StandInPrefix}{other.Id[..12]} is already using parent interface {options.Parent}");
            if (options.Mode == StackedKind.Passthru)
                throw new GantryException(ErrorKind.Internal, $"cannot use mode passthru, {Name} network {other.Id} is already using parent interface {options.Parent}");
            if (used.Mode == StackedKind.Passthru)
                throw new GantryException(ErrorKind.Internal, $"{Name} network {other.Id} is already using parent interface {options.Parent} in mode passthru");
        }

        return network;
    }

    /// <inheritdoc/>
    public void SetUp(NetworkInfo network)
    {
        var options = StackedOptions.From(kind, network);
        if (!_users.TryGetValue(options.Parent, out var users))
            _users[options.Parent] = users = [];
        users.Add(network.Id);
        _parents.SetUp(options);
    }

    /// <inheritdoc/>
    public void TearDown(NetworkInfo network)
    {
        var parent = StackedOptions.From(kind, network).Parent;
        if (_users.TryGetValue(parent, out var users) && users.Remove(network.Id) && users.Count > 0)
            return;
        _users.Remove(parent);
        _parents.TearDown(parent);
    }

    /// <inheritdoc/>
    public EndpointDocument CreateEndpoint(NetworkInfo network, EndpointDocument endpoint)
    {
        var options = StackedOptions.From(kind, network);
        // Where the host's kernel routes, there is no gateway to send to.
        var isolated = options.IsIsolated(network) || IsRouted(options);
        // On the wire are other hosts, which may give out the same addresses: a hardware address made from those would not be unique.
        return endpoint with
        {
            Interface = "eth",
            IPv4Gateway = isolated ? "" : endpoint.IPv4Gateway,
            IPv6Gateway = isolated ? "" : endpoint.IPv6Gateway,
            ReachesOutside = !options.IsIsolated(network),
            MacAddress = !kind.HasHardwareAddresses ? "" : endpoint.MacAddress.Length > 0 ? endpoint.MacAddress : HardwareAddress.Format(HardwareAddress.Random()),
        };
    }

    /// <inheritdoc/>
    public void Join(NetworkInfo network, EndpointDocument endpoint, SandboxSpace space)
    {
        var options = StackedOptions.From(kind, network);
        var parent = host.FindLink(options.Parent)
            ?? throw new GantryException(ErrorKind.Internal, $"the parent interface {options.Parent} of network {network.Name} is gone");
        try
        {
            host.Execute(new NetlinkRequest().AddStacked(
                kind.Name, endpoint.Interface, parent.Index, options.Mtu, endpoint.MacAddress.Length > 0 ? HardwareAddress.Parse(endpoint.MacAddress) : [],
                options.ModeNumber, kind.HasHardwareAddresses ? null : options.FlagNumber, space.Namespace));
        }
        catch (KernelException e)
        {
            var hint = e.Errno == EOPNOTSUPP && !kind.HasHardwareAddresses ? " (this kernel has no ipvlan)" : "";
            throw new GantryException(ErrorKind.Internal, $"failed to create the {kind.Name} port: {e.Reason}{hint}", e);
        }

        SandboxLink.Furnish(network, endpoint, space);
        if (!IsRouted(options) || options.IsIsolated(network))
            return;
        var link = space.Netlink.FindLink(endpoint.Interface)!.Index;
        var routes = new NetlinkRequest();
        if (network.EnableIPv4)
            routes.SetDefaultLink(link, System.Net.Sockets.AddressFamily.InterNetwork);
        if (network.EnableIPv6)
            routes.SetDefaultLink(link, System.Net.Sockets.AddressFamily.InterNetworkV6);
        space.Netlink.Execute(routes);
    }

    /// <inheritdoc/>
    public void Leave(NetworkInfo network, EndpointDocument endpoint)
    {
    }

    /// <inheritdoc/>
    public void DeleteEndpoint(NetworkInfo network, EndpointDocument endpoint, SandboxSpace space)
    {
        if (space.Netlink.FindLink(endpoint.Interface) is { } link)
            space.Netlink.Execute(new NetlinkRequest().DeleteLink(link.Index));
    }

    private bool IsRouted(StackedOptions options) => kind == StackedKind.Ipvlan && options.Mode.StartsWith(StackedKind.Layer3, StringComparison.Ordinal);
}
