using System.Runtime.InteropServices;
using System.Text;

namespace Gantry.Linux.Netlink;

/// <summary>Messages about links that lie on others: VLANs, macvlan, ipvlan; and links that lead nowhere (the kernel's if_link.h).</summary>
public static class StackedLinkRequests
{
    private const ushort RTM_NEWLINK = 16;
    private const ushort RTM_SETLINK = 19;
    private const ushort NLM_F_CREATE_EXCL = 0x600;
    private const ushort IFLA_ADDRESS = 1;
    private const ushort IFLA_IFNAME = 3;
    private const ushort IFLA_MTU = 4;
    private const ushort IFLA_LINK = 5;
    private const ushort IFLA_LINKINFO = 18;
    private const ushort IFLA_IFALIAS = 20;
    private const ushort IFLA_NET_NS_FD = 28;
    private const ushort IFLA_INFO_KIND = 1;
    private const ushort IFLA_INFO_DATA = 2;
    private const ushort IFLA_VLAN_ID = 1;
    private const ushort IFLA_STACKED_MODE = 1;
    private const ushort IFLA_IPVLAN_FLAGS = 2;

    /// <summary>Creates a macvlan or ipvlan link in another namespace; it is down.</summary>
    /// <param name="request">Where the message goes.</param>
    /// <param name="kind"><c>macvlan</c> or <c>ipvlan</c>.</param>
    /// <param name="name">Its name there.</param>
    /// <param name="parent">Index of the link it lies on, here.</param>
    /// <param name="mtu">Bytes in a packet; 0: the parent's.</param>
    /// <param name="mac">Hardware address; empty: the parent's.</param>
    /// <param name="mode">The kernel's number of the mode.</param>
    /// <param name="flags">Flags of ipvlan; null for macvlan.</param>
    /// <param name="space">Descriptor of the network namespace it is for.</param>
    public static NetlinkRequest AddStacked(
        this NetlinkRequest request, string kind, string name, int parent, int mtu, byte[] mac, uint mode, uint? flags, SafeHandle space)
    {
        request.Begin(RTM_NEWLINK, NLM_F_CREATE_EXCL, $"{kind} {name}")
            .Header(new LinkRequests.InterfaceMessage())
            .Text(IFLA_IFNAME, name)
            .Number32(IFLA_LINK, (uint)parent)
            .Number32(IFLA_NET_NS_FD, (uint)(int)space.DangerousGetHandle());
        if (mtu > 0)
            request.Number32(IFLA_MTU, (uint)mtu);
        if (mac.Length > 0)
            request.Raw(IFLA_ADDRESS, mac);
        return request.Nested(IFLA_LINKINFO, info => info
            .Text(IFLA_INFO_KIND, kind)
            .Nested(IFLA_INFO_DATA, data =>
            {
                // The two drivers number their modes in different widths.
                if (flags is { } value)
                    data.Number16(IFLA_STACKED_MODE, (ushort)mode).Number16(IFLA_IPVLAN_FLAGS, (ushort)value);
                else
                    data.Number32(IFLA_STACKED_MODE, mode);
            }));
    }

    /// <summary>Creates a VLAN of a link (802.1Q); it is down.</summary>
    /// <param name="request">Where the message goes.</param>
    /// <param name="name">Its name.</param>
    /// <param name="parent">Index of the link.</param>
    /// <param name="vlan">Number of the VLAN, 1 to 4094.</param>
    public static NetlinkRequest AddVlan(this NetlinkRequest request, string name, int parent, ushort vlan) => request
        .Begin(RTM_NEWLINK, NLM_F_CREATE_EXCL, $"vlan {name}")
        .Header(new LinkRequests.InterfaceMessage())
        .Text(IFLA_IFNAME, name)
        .Number32(IFLA_LINK, (uint)parent)
        .Nested(IFLA_LINKINFO, info => info
            .Text(IFLA_INFO_KIND, "vlan")
            .Nested(IFLA_INFO_DATA, data => data.Number16(IFLA_VLAN_ID, vlan)));

    /// <summary>Creates a link that leads nowhere; it is down.</summary>
    public static NetlinkRequest AddDummy(this NetlinkRequest request, string name) => request
        .Begin(RTM_NEWLINK, NLM_F_CREATE_EXCL, $"dummy {name}")
        .Header(new LinkRequests.InterfaceMessage())
        .Text(IFLA_IFNAME, name)
        .Nested(IFLA_LINKINFO, info => info.Text(IFLA_INFO_KIND, "dummy"));

    /// <summary>Writes an alias on a link, which the kernel keeps and shows.</summary>
    public static NetlinkRequest MarkLink(this NetlinkRequest request, string name, string alias) => request
        .Begin(RTM_SETLINK, 0, $"alias of {name}")
        .Header(new LinkRequests.InterfaceMessage())
        .Text(IFLA_IFNAME, name)
        .Raw(IFLA_IFALIAS, Encoding.UTF8.GetBytes(alias));
}
