using Gantry.Compose.Model;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Rendering;

/// <summary>Networks in their canonical form; JSON never leaves the addresses out.</summary>
internal static class NetworkRendering
{
    public static Node Of(ServiceNetwork? network, RenderForm form) => network is null ? Fields.Scalar(null) : new Fields(form)
        .Texts("aliases", network.Aliases)
        .Mapping("driver_opts", network.DriverOptions)
        .Number("gw_priority", network.GatewayPriority)
        .Text("interface_name", network.InterfaceName)
        .Text("ipv4_address", network.IPv4Address)
        .Text("ipv6_address", network.IPv6Address)
        .Texts("link_local_ips", network.LinkLocalIPs)
        .Text("mac_address", network.MacAddress)
        .Number("priority", network.Priority)
        .Extensions(network.Extensions).Map;

    public static MapNode Of(Network network, RenderForm form)
    {
        var ipam = Of(network.Ipam, form);
        return new Fields(form)
            .Text("name", network.Name)
            .Text("driver", network.Driver)
            .Mapping("driver_opts", network.DriverOptions)
            .Object("ipam", ipam.Count > 0 || form == RenderForm.Json ? ipam : null)
            .Flag("external", network.External)
            .Flag("internal", network.Internal)
            .Flag("attachable", network.Attachable)
            .Mapping("labels", network.Labels)
            .Flag("enable_ipv4", network.EnableIPv4)
            .Flag("enable_ipv6", network.EnableIPv6)
            .Extensions(network.Extensions).Map;
    }

    private static MapNode Of(Ipam? ipam, RenderForm form) => ipam is null ? new MapNode() : new Fields(form)
        .Text("driver", ipam.Driver).Objects("config", ipam.Config, pool => Of(pool, form)).Extensions(ipam.Extensions).Map;

    private static MapNode Of(IpamPool pool, RenderForm form) => new Fields(form)
        .Text("subnet", pool.Subnet).Text("gateway", pool.Gateway).Text("ip_range", pool.IPRange)
        .Mapping("aux_addresses", pool.AuxiliaryAddresses).Extensions(pool.Extensions).Map;
}
