using System.Globalization;

namespace Gantry.Network.Drivers;

/// <summary>A bridge network's driver options, with Docker's names and defaults.</summary>
internal sealed record BridgeOptions(string Bridge, int Mtu, bool InterContainer, bool Masquerade)
{
    public const string BridgeKey = "com.docker.network.bridge.name";
    public const string MtuKey = "com.docker.network.driver.mtu";
    public const string InterContainerKey = "com.docker.network.bridge.enable_icc";
    public const string MasqueradeKey = "com.docker.network.bridge.enable_ip_masquerade";
    public const string HostBindingKey = "com.docker.network.bridge.host_binding_ipv4";
    public const string DefaultBridgeKey = "com.docker.network.bridge.default_bridge";

    /// <summary>Reads the options of a network.</summary>
    public static BridgeOptions From(NetworkInfo network) => new(
        network.Options.GetValueOrDefault(BridgeKey) ?? $"br-{network.Id[..12]}",
        network.Options.TryGetValue(MtuKey, out var mtu) ? int.Parse(mtu, CultureInfo.InvariantCulture) : 1500,
        network.Options.GetValueOrDefault(InterContainerKey) != "false",
        network.Options.GetValueOrDefault(MasqueradeKey) != "false");
}
