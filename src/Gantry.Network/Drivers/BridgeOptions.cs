using System.Globalization;

using Gantry.Oci.Errors;
using Gantry.Oci.Text;

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

    public const string InhibitIPv4Key = "com.docker.network.bridge.inhibit_ipv4";
    public const string EnableIPv4Key = "com.docker.network.enable_ipv4";
    public const string EnableIPv6Key = "com.docker.network.enable_ipv6";

    private const int DefaultMtu = 1500;
    private const int SmallestIPv6Mtu = 1280;

    /// <summary>Name of the bridge.</summary>
    public required string Bridge { get; init; }

    /// <summary>Bytes in a packet.</summary>
    public int Mtu { get; init; } = DefaultMtu;

    /// <summary>Whether the kernel has IPv6 on links with packets so small (RFC 8200, 5).</summary>
    public bool CarriesIPv6 => Mtu >= SmallestIPv6Mtu;

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

    /// <summary>Whether the bridge is given no IPv4 address.</summary>
    public bool InhibitIPv4 { get; init; }

    /// <summary>Whether the bridge has the gateway's address of a family.</summary>
    public bool HasAddress(bool ipv6) => ipv6 ? Mode6 != GatewayMode.Isolated : Mode4 != GatewayMode.Isolated && !InhibitIPv4;

    /// <summary>Whether the bridge has the gateway's address of a subnet.</summary>
    public bool HasAddress(IpamPool pool) => HasAddress(pool.IsIPv6);

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
            InhibitIPv4 = options.ContainsKey(InhibitIPv4Key) && Flag(options, InhibitIPv4Key),
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
        !options.TryGetValue(key, out var text)
        || (GoBool.Parse(text) ?? throw Fault($"strconv.ParseBool: parsing \"{text}\": invalid syntax", key, text));

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
