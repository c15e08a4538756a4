using System.Net;

using Gantry.Linux.Netlink;
using Gantry.Network.Endpoints;
using Gantry.Network.State;

namespace Gantry.Network.Drivers;

/// <summary>The inner end of an endpoint, the same for all drivers that give a sandbox a link.</summary>
internal static class SandboxLink
{
    /// <summary>Gives the link its addresses and sets it up. The calling thread is in the sandbox's namespace.</summary>
    public static void Furnish(NetworkInfo network, EndpointDocument endpoint, SandboxSpace space)
    {
        var inside = space.Netlink.FindLink(endpoint.Interface)!;
        if (!network.EnableIPv6)
            SwitchOffIPv6(endpoint.Interface);
        InterfaceOptions.Apply(endpoint);
        var request = new NetlinkRequest();
        if (endpoint.IPv4Address.Length > 0)
            request.AddAddress(inside.Index, IPAddress.Parse(endpoint.IPv4Address), endpoint.IPv4PrefixLength);
        if (endpoint.IPv6Address.Length > 0)
            request.AddAddress(inside.Index, IPAddress.Parse(endpoint.IPv6Address), endpoint.IPv6PrefixLength);
        foreach (var address in endpoint.LinkLocalAddresses.Select(IPAddress.Parse))
            request.AddAddress(inside.Index, address, address.AddressFamily == System.Net.Sockets.AddressFamily.InterNetwork ? 16 : 64);
        space.Netlink.Execute(request.SetLinkUp(inside.Index));
    }

    private static void SwitchOffIPv6(string link)
    {
        var setting = $"/proc/sys/net/ipv6/conf/{link}/disable_ipv6";
        if (File.Exists(setting))
            File.WriteAllText(setting, "1");
    }
}
