using Gantry.Oci.Errors;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Finds contradictions between the network mode and other settings; the texts are Docker's.</summary>
internal static class NetworkChecks
{
    public static void Check(ContainerConfig config, HostConfig host)
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
        if (mode == "container:")
            throw Conflict("invalid network mode: invalid container format container:<name|id>");
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
    }

    private static GantryException Conflict(string message) => new(ErrorKind.Invalid, message);
}
