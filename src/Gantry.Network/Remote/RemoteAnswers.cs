using System.Globalization;
using System.Net;
using System.Net.Sockets;

using Gantry.Network.Endpoints;
using Gantry.Network.Ipam;
using Gantry.Network.Networks;
using Gantry.Network.State;
using Gantry.Oci.Errors;
using Gantry.Plugins;

namespace Gantry.Network.Remote;

/// <summary>Takes what plugins answer into endpoints, and refuses what is no address, route or name.</summary>
internal static class RemoteAnswers
{
    private const int LinkRoute = 1;

    /// <summary>Addresses that the driver chose. It may choose what is open and nothing else.</summary>
    public static EndpointDocument Take(EndpointDocument endpoint, CreatedEndpoint made)
    {
        if (made.Interface is not { } told)
            return endpoint;
        if (told.MacAddress is { Length: > 0 } mac)
        {
            RefuseTwo("MAC address", endpoint.MacAddress, mac);
            endpoint = endpoint with { MacAddress = HardwareAddress.Format(HardwareAddress.Parse(mac)) };
        }

        foreach (var text in new[] { told.Address, told.AddressIPv6 })
        {
            if (text is not { Length: > 0 })
                continue;
            var (address, bits) = Address(text);
            var ipv6 = address.AddressFamily == AddressFamily.InterNetworkV6;
            RefuseTwo("IP", ipv6 ? endpoint.IPv6Address : endpoint.IPv4Address, text);
            endpoint = ipv6
                ? endpoint with { IPv6Address = address.ToString(), IPv6PrefixLength = bits, IPv6Pool = "" }
                : endpoint with { IPv4Address = address.ToString(), IPv4PrefixLength = bits, IPv4Pool = "" };
        }

        return endpoint;
    }

    /// <summary>The link and the routes of a sandbox.</summary>
    /// <param name="endpoint">The endpoint, its link inside planned.</param>
    /// <param name="joined">The answer.</param>
    /// <param name="planned">What the planned name begins with.</param>
    public static EndpointDocument Take(EndpointDocument endpoint, JoinedEndpoint joined, string planned)
    {
        var name = joined.InterfaceName;
        var prefix = name?.DstPrefix is { Length: > 0 } wanted ? wanted : planned;
        return endpoint with
        {
            SourceInterface = name?.SrcName ?? "",
            Interface = name?.SrcName is not { Length: > 0 } ? ""
                : InterfaceOptions.NameOf(endpoint.DriverOptions) is { } chosen ? chosen
                : prefix + endpoint.Interface[planned.Length..],
            IPv4Gateway = Gateway(joined.Gateway, "Gateway"),
            IPv6Gateway = Gateway(joined.GatewayIPv6, "GatewayIPv6"),
            Routes = [.. (joined.StaticRoutes ?? []).OfType<RemoteRoute>().Select(Route)],
        };
    }

    private static StaticRoute Route(RemoteRoute told)
    {
        var destination = Subnets.Parse(told.Destination ?? "");
        if (told.RouteType == LinkRoute)
            return new StaticRoute(destination.ToString(), "");
        return IPAddress.TryParse(told.NextHop, out var hop)
            ? new StaticRoute(destination.ToString(), hop.ToString())
            : throw new PluginException($"failed to parse nexthop IP {told.NextHop}", isUnreachable: false);
    }

    private static string Gateway(string? text, string member) =>
        text is not { Length: > 0 } ? ""
        : IPAddress.TryParse(text, out var address) ? address.ToString()
        : throw new PluginException($"unable to parse {member} \"{text}\"", isUnreachable: false);

    private static (IPAddress Address, int Bits) Address(string text)
    {
        var parts = text.Split('/');
        return parts.Length == 2 && IPAddress.TryParse(parts[0], out var address)
            && int.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var bits) && bits <= address.GetAddressBytes().Length * 8
                ? (address, bits)
                : throw new PluginException($"invalid CIDR address: {text}", isUnreachable: false);
    }

    private static void RefuseTwo(string what, string present, string told)
    {
        if (present.Length > 0)
            throw new GantryException(ErrorKind.Denied, $"driver modified interface {(what == "IP" ? "address" : what)}: endpoint interface {what} present ({present}). Cannot be modified with {told}.");
    }
}
