using Gantry.Network.Firewall;

namespace Gantry.Network.Drivers;

/// <summary>
/// Lets the kernel forward packets. A host that did not before would be a router for everybody from then on, so where that is this
/// daemon's doing the packet filter drops what comes neither from a bridge of the daemon nor goes to one (as Docker's does).
/// </summary>
/// <param name="options">The daemon's settings.</param>
/// <param name="firewall">The packet filter.</param>
internal sealed class PacketForwarding(NetworkOptions options, IFirewall firewall)
{
    /// <summary>Switches a family on, unless the administrator keeps that to himself.</summary>
    public void Enable(bool ipv6)
    {
        var setting = ipv6 ? "/proc/sys/net/ipv6/conf/all/forwarding" : "/proc/sys/net/ipv4/ip_forward";
        if (!options.ForwardsPackets || !File.Exists(setting))
            return;

        // The note lies where a reboot takes it away together with the kernel's setting.
        var note = options.RuntimeDirectory + (ipv6 ? ".forwards-ipv6" : ".forwards-ipv4");
        if (File.ReadAllText(setting).Trim() == "0")
        {
            File.WriteAllText(note, "");
            File.WriteAllText(setting, "1");
        }

        if (File.Exists(note) && !options.AllowsTransit)
            firewall.DropTransit(ipv6);
    }
}
