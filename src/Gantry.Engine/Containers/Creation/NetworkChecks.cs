using Gantry.Oci.Errors;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Finds contradictions between the network mode and other settings; the texts are Docker's.</summary>
internal static class NetworkChecks
{
    public static void Check(ContainerConfig config, HostConfig host, NetworkingConfig? networking)
    {
        var mode = host.NetworkMode;
        foreach (var (port, bindings) in host.PortBindings ?? [])
        {
            PortText.Parse(port);
            foreach (var binding in bindings ?? [])
            {
                PortText.ParseRange(binding.HostPort);
                if (binding.HostIp.Length > 0 && !global::System.Net.IPAddress.TryParse(binding.HostIp, out _))
                    throw new GantryException(ErrorKind.Invalid, $"invalid port specification: invalid IP address: {binding.HostIp}");
            }
        }

        if (host.UTSMode == "host" && config.Hostname.Length > 0)
            throw Conflict("conflicting options: hostname and the UTS mode");
        if (mode.StartsWith("container:", StringComparison.Ordinal))
        {
            if (host.PortBindings is { Count: > 0 } || host.PublishAllPorts)
                throw Conflict("conflicting options: port publishing and the container type network mode");
            if (config.ExposedPorts is { Count: > 0 })
                throw Conflict("conflicting options: port exposing and the container type network mode");
            if (config.Hostname.Length > 0)
                throw Conflict("conflicting options: hostname and the network mode");
            if (host.Dns is { Count: > 0 })
                throw Conflict("conflicting options: dns and the network mode");
            if (host.ExtraHosts is { Count: > 0 })
                throw Conflict("conflicting options: custom host-to-IP mapping and the network mode");
        }

        foreach (var (network, endpoint) in networking?.EndpointsConfig ?? [])
        {
            if (network is "bridge" or "default" && endpoint?.IPAMConfig is { } fixedAddress && (fixedAddress.IPv4Address is { Length: > 0 } || fixedAddress.IPv6Address is { Length: > 0 }))
                throw Conflict("invalid config for network bridge: invalid endpoint settings:\n* user specified IP address is supported on user defined networks only\n* user specified IP address is supported only when connecting to networks with user configured subnets");
            if (network is "bridge" or "default" && endpoint?.Aliases is { Count: > 0 })
                throw Conflict("network-scoped alias is supported only for containers in user defined networks");
        }
    }

    private static GantryException Conflict(string message) => new(ErrorKind.Invalid, message);
}
