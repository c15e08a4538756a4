using System.Net;

using Gantry.Network.Ipam;
using Gantry.Network.Networks;
using Gantry.Plugins;

namespace Gantry.Network.Remote;

/// <summary>Address management by a plugin (Docker's protocol <c>IpamDriver</c>).</summary>
/// <param name="plugin">The plugin.</param>
internal sealed class RemoteIpam(RemotePlugin plugin) : IIpamDriver
{
    /// <summary>What a plugin of this kind says that it implements.</summary>
    public const string Kind = "IpamDriver";

    private const string GatewayKey = "com.docker.network.gateway";
    private const string PurposeKey = "RequestAddressType";
    private const string HardwareAddressKey = "com.docker.network.endpoint.macaddress";

    private readonly Lazy<IpamCapabilities> _capabilities = new(() => Ask(plugin), LazyThreadSafetyMode.PublicationOnly);

    /// <inheritdoc/>
    public string Name => plugin.Name;

    /// <inheritdoc/>
    public bool IsRemote => true;

    /// <inheritdoc/>
    public bool NeedsHardwareAddress => _capabilities.Value.RequiresMACAddress;

    /// <inheritdoc/>
    public bool NeedsReplay => _capabilities.Value.RequiresRequestReplay;

    /// <inheritdoc/>
    public AllocatedPool RequestPool(PoolRequest request)
    {
        _ = _capabilities.Value;
        var space = plugin.Call("GetDefaultAddressSpaces", null, RemoteMessages.Default.EmptyCall!, RemoteMessages.Default.AddressSpaces).LocalDefaultAddressSpace ?? "";
        var call = new RequestPoolCall(
            space, request.Subnet?.ToString() ?? "", request.Range?.ToString() ?? "", new SortedDictionary<string, string>(request.Options.ToDictionary(), StringComparer.Ordinal), request.IsIPv6);
        var reply = plugin.Call("RequestPool", call, RemoteMessages.Default.RequestPoolCall, RemoteMessages.Default.RequestedPool);
        var gateway = reply.Data?.GetValueOrDefault(GatewayKey) is { Length: > 0 } text ? Address(text) : null;
        return new AllocatedPool(reply.PoolID ?? "", Subnets.Parse(reply.Pool ?? ""), gateway, space);
    }

    /// <inheritdoc/>
    public void ReleasePool(string poolId) => Attempt(() => plugin.Call("ReleasePool", new PoolCall(poolId), RemoteMessages.Default.PoolCall, RemoteMessages.Default.RemoteAnswer));

    /// <inheritdoc/>
    public IPAddress RequestAddress(string poolId, IPAddress? wanted, AddressPurpose purpose, string hardwareAddress = "")
    {
        SortedDictionary<string, string>? options = purpose == AddressPurpose.Gateway ? new() { [PurposeKey] = GatewayKey }
            : hardwareAddress.Length > 0 && NeedsHardwareAddress ? new() { [HardwareAddressKey] = hardwareAddress }
            : null;
        var call = new RequestAddressCall(poolId, wanted?.ToString() ?? "", options);
        return Address(plugin.Call("RequestAddress", call, RemoteMessages.Default.RequestAddressCall, RemoteMessages.Default.RequestedAddress).Address ?? "");
    }

    /// <inheritdoc/>
    public void ReleaseAddress(string poolId, IPAddress address)
    {
        // An address that a driver brought with it is from no pool.
        if (poolId.Length > 0)
            Attempt(() => plugin.Call("ReleaseAddress", new AddressCall(poolId, address.ToString()), RemoteMessages.Default.AddressCall, RemoteMessages.Default.RemoteAnswer));
    }

    /// <summary>A plugin that does not take back what it gave keeps nobody from going on, as with Docker.</summary>
    private static void Attempt(Action call)
    {
        try
        {
            call();
        }
        catch (PluginException)
        {
        }
    }

    /// <summary>Also a plugin that does not know this method is one: it wants nothing special.</summary>
    private static IpamCapabilities Ask(RemotePlugin plugin)
    {
        try
        {
            return plugin.Call("GetCapabilities", null, RemoteMessages.Default.EmptyCall!, RemoteMessages.Default.IpamCapabilities);
        }
        catch (PluginException e) when (!e.IsUnreachable)
        {
            return new IpamCapabilities();
        }
    }

    private IPAddress Address(string text)
    {
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        return IPAddress.TryParse(slash < 0 ? text : text[..slash], out var address)
            ? address
            : throw new PluginException($"plugin {Name} gives \"{text}\", which is no address", isUnreachable: false);
    }
}
