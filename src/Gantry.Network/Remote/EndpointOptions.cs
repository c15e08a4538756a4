using System.Net;
using System.Text.Json.Nodes;

using Gantry.Network.Ipam;
using Gantry.Network.State;

namespace Gantry.Network.Remote;

/// <summary>What a plugin is told of an endpoint beside its addresses: ports, driver options, the hardware address a user chose.</summary>
internal static class EndpointOptions
{
    private const string ExposedKey = "com.docker.network.endpoint.exposedports";
    private const string PublishedKey = "com.docker.network.portmap";
    private const string HardwareAddressKey = "com.docker.network.endpoint.macaddress";
    private const string NoProxyKey = "com.docker.network.driver.private.no_proxy_6to4";

    /// <summary>The options with which an endpoint is made. Ports are not told where another network publishes them, nor on internal networks.</summary>
    public static JsonObject OfCreation(NetworkInfo network, EndpointDocument endpoint, SandboxDocument sandbox)
    {
        var options = network.Internal || sandbox.Ports.Count > 0 ? [] : OfSandbox(sandbox);
        if (endpoint.MacAddress.Length > 0 && endpoint.HasChosenMacAddress)
            options[HardwareAddressKey] = Convert.ToBase64String(HardwareAddress.Parse(endpoint.MacAddress));
        foreach (var (key, value) in endpoint.DriverOptions)
            options[key] = value;
        return options;
    }

    /// <summary>The options of a sandbox: its ports.</summary>
    public static JsonObject OfSandbox(SandboxDocument sandbox) => new()
    {
        [ExposedKey] = new JsonArray([.. sandbox.ExposedPorts.OrderByDescending(port => port.Port).Select(port => new JsonObject { ["Proto"] = Number(port.Protocol), ["Port"] = port.Port })]),
        [PublishedKey] = new JsonArray([.. sandbox.WantedPorts.OrderByDescending(port => port.ContainerPort).Select(port => new JsonObject
        {
            ["Proto"] = Number(port.Protocol),
            ["IP"] = "",
            ["Port"] = port.ContainerPort,
            ["HostIP"] = IPAddress.TryParse(port.HostAddress, out var address) ? address.ToString() : "",
            ["HostPort"] = port.HostPortFirst,
            ["HostPortEnd"] = port.HostPortLast,
        })]),
    };

    /// <summary>The options with which the way out is opened.</summary>
    public static JsonObject OfWayOut(EndpointDocument endpoint, SandboxDocument sandbox)
    {
        var options = OfSandbox(sandbox);
        options.Insert(0, NoProxyKey, Sandboxes.Gateways.Of(sandbox).IPv6 is { } v6 && v6.Id != endpoint.Id);
        return options;
    }

    /// <summary>The number of a protocol in IP packets.</summary>
    private static int Number(string protocol) => protocol switch { "udp" => 17, "sctp" => 132, _ => 6 };
}
