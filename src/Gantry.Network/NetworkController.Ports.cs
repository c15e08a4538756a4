using System.Net;
using System.Net.Sockets;

using Gantry.Linux.Netlink;
using Gantry.Network.Drivers;
using Gantry.Network.Firewall;
using Gantry.Network.Ports;
using Gantry.Network.Sandboxes;
using Gantry.Network.State;
using Gantry.Oci.Errors;

namespace Gantry.Network;

public sealed partial class NetworkController
{
    /// <summary>Takes the ports a sandbox wants, at the networks its default routes are on, in memory and as sockets.</summary>
    private List<PortLease> LeasePorts(SandboxDocument document, Gateways gateways)
    {
        var (v4, v6) = (gateways.IPv4, gateways.IPv6);
        if (document.WantedPorts.Count == 0 || (v4 ?? v6) is not { Publishes: true } first)
            return [];
        var hostHasIPv6 = File.Exists("/proc/net/if_inet6");
        var serve4 = v4 is not null && ModeOf(v4, false) != GatewayMode.Routed;
        var serve6 = hostHasIPv6 && (v6 is not null ? ModeOf(v6, true) != GatewayMode.Routed : serve4);
        var preset = OptionsOf(first)?.HostBinding is { Length: > 0 } binding ? binding : _options.DefaultHostAddress;
        try
        {
            return _ports.Lease(document.WantedPorts, first.IPv4Address.Length > 0 ? first.IPv4Address : first.IPv6Address, text =>
            {
                text = text.Length == 0 ? preset : text;
                if (text.Length == 0 || text == "0.0.0.0" && preset == "0.0.0.0")
                    return [.. serve4 ? [IPAddress.Any] : (IPAddress[])[], .. serve6 ? [IPAddress.IPv6Any] : (IPAddress[])[]];
                if (!IPAddress.TryParse(text, out var address))
                    throw new GantryException(ErrorKind.Invalid, $"invalid IP address: {text}");
                return (address.AddressFamily == AddressFamily.InterNetwork ? serve4 : serve6) ? [address] : [];
            });
        }
        catch (GantryException e)
        {
            throw new GantryException(
                e.Kind, $"driver failed programming external connectivity on endpoint {document.ContainerName} ({first.Id}): {e.Message}", e);
        }
    }

    /// <summary>
    /// The ports in force as a container shows them: those of the host, and for a family that is routed the container's own, which are
    /// reached without one.
    /// </summary>
    private List<PortBinding> BindingsOf(SandboxDocument document, Gateways gateways, List<PortLease> leases)
    {
        IEnumerable<PortBinding> bindings = leases.Select(lease => lease.Binding);
        foreach (var (endpoint, ipv6) in new[] { (gateways.IPv4, false), (gateways.IPv6, true) })
            if (endpoint is { Publishes: true } && ModeOf(endpoint, ipv6) == GatewayMode.Routed)
                bindings = bindings.Concat(document.WantedPorts
                    .Where(port => port.HostAddress.Length == 0 || (IPAddress.TryParse(port.HostAddress, out var address) && address.AddressFamily == AddressFamily.InterNetworkV6 == ipv6))
                    .Select(port => new PortBinding(ipv6 ? "::" : "0.0.0.0", 0, port.ContainerPort, port.Protocol)));
        return [.. bindings.OrderBy(binding => binding.HostAddress.Contains(':', StringComparison.Ordinal))];
    }

    /// <summary>What is to be done for leased ports: what the packet filter translates or opens, and who serves the sockets.</summary>
    private PublishedPorts Compose(SandboxDocument document, Gateways gateways, List<PortLease> leases)
    {
        var (v4, v6) = (gateways.IPv4, gateways.IPv6);
        var publications = new List<Publication>();
        foreach (var lease in leases)
        {
            var binding = lease.Binding;
            var target = binding.HostAddress.Contains(':', StringComparison.Ordinal) ? v6?.IPv6Address : v4?.IPv4Address;
            if (target is { Length: > 0 })
                publications.Add(new Publication(binding.HostAddress, binding.Protocol, binding.HostPort, target, binding.ContainerPort));
        }

        foreach (var port in document.WantedPorts)
        {
            if (v4 is { Publishes: true } && ModeOf(v4, false) == GatewayMode.Routed)
                publications.Add(new Publication("", port.Protocol, 0, v4.IPv4Address, port.ContainerPort));
            if (v6 is { Publishes: true } && ModeOf(v6, true) == GatewayMode.Routed)
                publications.Add(new Publication("", port.Protocol, 0, v6.IPv6Address, port.ContainerPort));
        }

        if (leases.Count == 0)
            return new PublishedPorts([], [.. publications.Distinct()], null);
        IPAddress TargetOf(PortLease lease) => IPAddress.Parse(
            (lease.Binding.HostAddress.Contains(':', StringComparison.Ordinal) ? v6?.IPv6Address ?? v4?.IPv4Address : v4?.IPv4Address) ?? "0.0.0.0");
        return new PublishedPorts(leases, [.. publications.Distinct()], new PortProxies(leases, TargetOf, (family, type) => _threads.RunAsync(() => Dial(family, type))));
    }

    private void Withdraw(SandboxDocument document, PublishedPorts ports)
    {
        if (ports.Publications.Count > 0)
        {
            _firewall.Withdraw(ports.Publications);
            ForgetDatagramFlows(document);
        }
    }

    private void Close(PublishedPorts ports)
    {
        ports.Proxies?.Dispose();
        _ports.Release(ports.Leases);
    }

    private BridgeOptions? OptionsOf(EndpointDocument endpoint) => Live(endpoint.NetworkId)?.Info is { Driver: "bridge" } network ? BridgeOptions.From(network) : null;

    private GatewayMode ModeOf(EndpointDocument endpoint, bool ipv6) => OptionsOf(endpoint) is not { } options ? GatewayMode.Nat : ipv6 ? options.Mode6 : options.Mode4;

    /// <summary>
    /// Datagrams of a client that keeps its port belong to one flow for the kernel, and a flow keeps the way it took first:
    /// to nobody from before the port was published, to the container before from before it was released.
    /// </summary>
    private static void ForgetDatagramFlows(SandboxDocument document)
    {
        const byte udp = 17;
        var ports = document.Ports.Where(port => port is { Protocol: "udp", HostPort: > 0 }).Select(port => port.HostPort).ToHashSet();
        if (ports.Count == 0)
            return;
        var addresses = document.Endpoints.Where(e => e.IPv4Address.Length > 0).Select(e => IPAddress.Parse(e.IPv4Address)).ToHashSet();
        using var tracking = NetlinkSocket.OpenNetfilter();
        tracking.RemoveFlows(flow => flow.Protocol == udp && (ports.Contains(flow.DestinationPort) || addresses.Contains(flow.ReplySource)));
    }
}
