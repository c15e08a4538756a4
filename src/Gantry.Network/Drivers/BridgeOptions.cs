using System.Globalization;

using Gantry.Oci.Errors;

namespace Gantry.Network.Drivers;

/// <summary>A bridge network's driver options, with Docker's names and defaults.</summary>
internal sealed record BridgeOptions
{
    public const string BridgeKey = "com.docker.network.bridge.name";
    public const string MtuKey = "com.docker.network.driver.mtu";
    public const string InterContainerKey = "com.docker.network.bridge.enable_icc";
    public const string MasqueradeKey = "com.docker.network.bridge.enable_ip_masquerade";
    public const string HostBindingKey = "com.docker.network.bridge.host_binding_ipv4";
    public const string DefaultBridgeKey = "com.docker.network.bridge.default_bridge";
    public const string GatewayMode4Key = "com.docker.network.bridge.gateway_mode_ipv4";
    public const string GatewayMode6Key = "com.docker.network.bridge.gateway_mode_ipv6";
    public const string Source4Key = "com.docker.network.host_ipv4";
    public const string Source6Key = "com.docker.network.host_ipv6";
    public const string PrefixKey = "com.docker.network.container_iface_prefix";

    private const int DefaultMtu = 1500;

    /// <summary>Name of the bridge.</summary>
    public required string Bridge { get; init; }

    /// <summary>Bytes in a packet.</summary>
    public int Mtu { get; init; } = DefaultMtu;

    /// <summary>Whether containers reach each other.</summary>
    public bool InterContainer { get; init; } = true;

    /// <summary>Whether addresses are hidden behind the host's on the way out.</summary>
    public bool Masquerade { get; init; } = true;

    /// <summary>Host address of published ports that name none; empty: all.</summary>
    public string HostBinding { get; init; } = "";

    /// <summary>The mode for IPv4.</summary>
    public GatewayMode Mode4 { get; init; }

    /// <summary>The mode for IPv6.</summary>
    public GatewayMode Mode6 { get; init; }

    /// <summary>IPv4 address that stands in for the containers'; empty: the outgoing link's.</summary>
    public string Source4 { get; init; } = "";

    /// <summary>IPv6 address that stands in for the containers'; empty: the outgoing link's.</summary>
    public string Source6 { get; init; } = "";

    /// <summary>What names of links inside begin with.</summary>
    public string Prefix { get; init; } = "eth";

    /// <summary>Reads the options of a network.</summary>
    /// <exception cref="GantryException">One has no such value.</exception>
    public static BridgeOptions From(NetworkInfo network)
    {
        var options = network.Options;
        return new BridgeOptions
        {
            Bridge = options.GetValueOrDefault(BridgeKey) is { Length: > 0 } name ? name : NameOf(network),
            Mtu = Number(options, MtuKey),
            InterContainer = Flag(options, InterContainerKey),
            Masquerade = Flag(options, MasqueradeKey),
            HostBinding = options.GetValueOrDefault(HostBindingKey) ?? "",
            Mode4 = Mode(options, GatewayMode4Key),
            Mode6 = Mode(options, GatewayMode6Key),
            Source4 = options.GetValueOrDefault(Source4Key) ?? "",
            Source6 = options.GetValueOrDefault(Source6Key) ?? "",
            Prefix = options.GetValueOrDefault(PrefixKey) is { Length: > 0 } prefix ? prefix : "eth",
        };
    }

    private static int Number(IReadOnlyDictionary<string, string> options, string key)
    {
        if (!options.TryGetValue(key, out var text))
            return DefaultMtu;
        if (!int.TryParse(text, CultureInfo.InvariantCulture, out var number))
            throw Fault($"strconv.Atoi: parsing \"{text}\": invalid syntax", key, text);
        if (number < 0)
            throw new GantryException(ErrorKind.Invalid, $"invalid MTU number: {text}");
        return number == 0 ? DefaultMtu : number;
    }

    private static bool Flag(IReadOnlyDictionary<string, string> options, string key) =>
        !options.TryGetValue(key, out var text) || text switch
        {
            "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
            "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
            _ => throw Fault($"strconv.ParseBool: parsing \"{text}\": invalid syntax", key, text),
        };

    private static GatewayMode Mode(IReadOnlyDictionary<string, string> options, string key) =>
        options.GetValueOrDefault(key) switch
        {
            null or "" or "nat" => GatewayMode.Nat,
            "nat-unprotected" => GatewayMode.NatUnprotected,
            "routed" => GatewayMode.Routed,
            "isolated" => GatewayMode.Isolated,
            var other => throw Fault($"unknown gateway mode {other}", key, other),
        };

    private static GantryException Fault(string reason, string key, string value) =>
        new(ErrorKind.Invalid, $"failed to parse {key} value: {value} ({reason})");

    /// <summary>Name of the bridge of a network that names none.</summary>
    public static string NameOf(NetworkInfo network) => $"br-{network.Id[..12]}";
}
