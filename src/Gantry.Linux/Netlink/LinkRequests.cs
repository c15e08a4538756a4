using System.Runtime.InteropServices;

namespace Gantry.Linux.Netlink;

/// <summary>Messages about links (rtnetlink(7), the kernel's if_link.h).</summary>
public static class LinkRequests
{
    private const ushort RTM_NEWLINK = 16;
    private const ushort RTM_DELLINK = 17;
    private const ushort RTM_GETLINK = 18;
    private const ushort RTM_SETLINK = 19;
    private const ushort NLM_F_CREATE_EXCL = 0x600;
    private const ushort NLM_F_DUMP = 0x300;
    private const byte AF_UNSPEC = 0;
    private const byte AF_BRIDGE = 7;
    private const byte AF_INET6 = 10;
    private const uint IFF_UP = 1;

    private const ushort IFLA_ADDRESS = 1;
    private const ushort IFLA_IFNAME = 3;
    private const ushort IFLA_MTU = 4;
    private const ushort IFLA_LINK = 5;
    private const ushort IFLA_MASTER = 10;
    private const ushort IFLA_PROTINFO = 12;
    private const ushort IFLA_OPERSTATE = 16;
    private const ushort IFLA_LINKINFO = 18;
    private const ushort IFLA_IFALIAS = 20;
    private const ushort IFLA_AF_SPEC = 26;
    private const ushort IFLA_GROUP = 27;
    private const ushort IFLA_NET_NS_FD = 28;
    private const ushort IFLA_NUM_TX_QUEUES = 31;
    private const ushort IFLA_NUM_RX_QUEUES = 32;
    private const ushort IFLA_INFO_KIND = 1;
    private const ushort IFLA_INFO_DATA = 2;
    private const ushort IFLA_INET6_ADDR_GEN_MODE = 8;
    private const byte IN6_ADDR_GEN_MODE_NONE = 1;
    private const ushort VETH_INFO_PEER = 1;
    private const ushort IFLA_BR_FORWARD_DELAY = 1;
    private const ushort IFLA_BR_STP_STATE = 5;
    private const ushort IFLA_BR_MCAST_SNOOPING = 23;
    private const ushort IFLA_BRPORT_STATE = 1;
    private const ushort IFLA_BRPORT_MODE = 4;
    private const ushort IFLA_BRPORT_FLUSH = 24;
    private const ushort IFLA_BRPORT_ISOLATED = 33;
    private const byte BR_STATE_DISABLED = 0;

    /// <summary>Creates a bridge that forwards at once (no spanning tree, no delay); it is down.</summary>
    /// <param name="request">Where the message goes.</param>
    /// <param name="name">Name of the bridge.</param>
    /// <param name="mac">Fixed hardware address: without one it would change with the ports.</param>
    /// <param name="mtu">Bytes in a packet.</param>
    public static NetlinkRequest AddBridge(this NetlinkRequest request, string name, ReadOnlySpan<byte> mac, int mtu) => request
        .Begin(RTM_NEWLINK, NLM_F_CREATE_EXCL, $"bridge {name}")
        .Header(new InterfaceMessage())
        .Text(IFLA_IFNAME, name)
        .Raw(IFLA_ADDRESS, mac)
        .Number32(IFLA_MTU, (uint)mtu)
        .Nested(IFLA_LINKINFO, info => info
            .Text(IFLA_INFO_KIND, "bridge")
            .Nested(IFLA_INFO_DATA, data => data
                .Number32(IFLA_BR_FORWARD_DELAY, 0)
                .Number32(IFLA_BR_STP_STATE, 0)
                .Number8(IFLA_BR_MCAST_SNOOPING, 0)));

    /// <summary>Creates a pair of links: one end here, a port of a bridge, the other in another namespace; both are down.</summary>
    /// <param name="request">Where the message goes.</param>
    /// <param name="name">Name of the end that stays here.</param>
    /// <param name="master">Index of the bridge.</param>
    /// <param name="mtu">Bytes in a packet.</param>
    /// <param name="group">Group of the end that stays here.</param>
    /// <param name="peerName">Name of the other end.</param>
    /// <param name="peerMac">Hardware address of the other end.</param>
    /// <param name="peerNamespace">Descriptor of the other end's network namespace.</param>
    public static NetlinkRequest AddVethPort(
        this NetlinkRequest request, string name, int master, int mtu, int group, string peerName, byte[] peerMac, SafeHandle peerNamespace) => request
        .Begin(RTM_NEWLINK, NLM_F_CREATE_EXCL, $"veth {name}")
        .Header(new InterfaceMessage())
        .Text(IFLA_IFNAME, name)
        .Number32(IFLA_MTU, (uint)mtu)
        .Number32(IFLA_MASTER, (uint)master)
        .Number32(IFLA_GROUP, (uint)group)
        .OneQueue()
        .Nested(IFLA_LINKINFO, info => info
            .Text(IFLA_INFO_KIND, "veth")
            .Nested(IFLA_INFO_DATA, data => data
                .Nested(VETH_INFO_PEER, peer => peer
                    .Header(new InterfaceMessage())
                    .Text(IFLA_IFNAME, peerName)
                    .Raw(IFLA_ADDRESS, peerMac)
                    .Number32(IFLA_MTU, (uint)mtu)
                    .Number32(IFLA_NET_NS_FD, (uint)(int)peerNamespace.DangerousGetHandle())
                    .OneQueue())));

    /// <summary>Sets a link up, by index.</summary>
    public static NetlinkRequest SetLinkUp(this NetlinkRequest request, int index) => request
        .Begin(RTM_SETLINK, 0, $"link {index} up")
        .Header(new InterfaceMessage { Index = index, Flags = IFF_UP, Change = IFF_UP });

    /// <summary>Sets a link up, by name.</summary>
    public static NetlinkRequest SetLinkUp(this NetlinkRequest request, string name) => request
        .Begin(RTM_SETLINK, 0, $"link {name} up")
        .Header(new InterfaceMessage { Flags = IFF_UP, Change = IFF_UP })
        .Text(IFLA_IFNAME, name);

    /// <summary>Sets a link down, by index.</summary>
    public static NetlinkRequest SetLinkDown(this NetlinkRequest request, int index) => request
        .Begin(RTM_SETLINK, 0, $"link {index} down")
        .Header(new InterfaceMessage { Index = index, Change = IFF_UP });

    /// <summary>Gives a link that is down another name.</summary>
    public static NetlinkRequest RenameLink(this NetlinkRequest request, int index, string name) => request
        .Begin(RTM_SETLINK, 0, $"rename link {index} to {name}")
        .Header(new InterfaceMessage { Index = index })
        .Text(IFLA_IFNAME, name);

    /// <summary>Gives a link another hardware address.</summary>
    public static NetlinkRequest SetLinkAddress(this NetlinkRequest request, int index, ReadOnlySpan<byte> mac) => request
        .Begin(RTM_SETLINK, 0, $"hardware address of link {index}")
        .Header(new InterfaceMessage { Index = index })
        .Raw(IFLA_ADDRESS, mac);

    /// <summary>Moves a link to another namespace; it arrives down and without addresses.</summary>
    /// <param name="request">Where the message goes.</param>
    /// <param name="index">Index of the link.</param>
    /// <param name="target">Descriptor of the network namespace.</param>
    public static NetlinkRequest MoveLink(this NetlinkRequest request, int index, SafeHandle target) => request
        .Begin(RTM_SETLINK, 0, $"move link {index}")
        .Header(new InterfaceMessage { Index = index })
        .Number32(IFLA_NET_NS_FD, (uint)(int)target.DangerousGetHandle());

    /// <summary>
    /// Keeps a link that is still down from giving itself an IPv6 address when it comes up; so there is no duplicate address
    /// detection and no multicast chatter on a bridge and its ports.
    /// </summary>
    public static NetlinkRequest WithoutLinkLocalAddress(this NetlinkRequest request, string name) => request
        .Begin(RTM_SETLINK, 0, $"link {name} without link-local address")
        .Header(new InterfaceMessage())
        .Text(IFLA_IFNAME, name)
        .Nested(IFLA_AF_SPEC, families => families
            .Nested(AF_INET6, inet6 => inet6.Number8(IFLA_INET6_ADDR_GEN_MODE, IN6_ADDR_GEN_MODE_NONE)));

    /// <summary>Sets a link's bytes in a packet.</summary>
    public static NetlinkRequest SetLinkMtu(this NetlinkRequest request, int index, int mtu) => request
        .Begin(RTM_SETLINK, 0, $"link {index} mtu {mtu}")
        .Header(new InterfaceMessage { Index = index })
        .Number32(IFLA_MTU, (uint)mtu);

    /// <summary>Keeps a bridge port from talking to other isolated ports.</summary>
    public static NetlinkRequest IsolatePort(this NetlinkRequest request, int index) => request
        .Begin(RTM_SETLINK, 0, $"isolate port {index}")
        .Header(new InterfaceMessage { Family = AF_BRIDGE, Index = index })
        .Nested(IFLA_PROTINFO, port => port.Number8(IFLA_BRPORT_ISOLATED, 1));

    /// <summary>Lets a bridge port send frames back where they came from.</summary>
    public static NetlinkRequest HairpinPort(this NetlinkRequest request, int index) => request
        .Begin(RTM_SETLINK, 0, $"hairpin port {index}")
        .Header(new InterfaceMessage { Family = AF_BRIDGE, Index = index })
        .Nested(IFLA_PROTINFO, port => port.Number8(IFLA_BRPORT_MODE, 1));

    /// <summary>
    /// Takes a bridge port out of service and forgets the addresses seen behind it. Unlike removing the link this waits for
    /// nothing, so the address can be given out again at once.
    /// </summary>
    public static NetlinkRequest SilencePort(this NetlinkRequest request, int index) => request
        .Begin(RTM_SETLINK, 0, $"silence port {index}")
        .Header(new InterfaceMessage { Family = AF_BRIDGE, Index = index })
        .Nested(IFLA_PROTINFO, port => port.Number8(IFLA_BRPORT_STATE, BR_STATE_DISABLED).Raw(IFLA_BRPORT_FLUSH, []));

    /// <summary>Removes a link, and its other end.</summary>
    public static NetlinkRequest DeleteLink(this NetlinkRequest request, int index) => request
        .Begin(RTM_DELLINK, 0, $"delete link {index}")
        .Header(new InterfaceMessage { Index = index });

    /// <summary>Lists the links of the socket's namespace.</summary>
    public static List<Link> Links(this NetlinkSocket socket)
    {
        var links = new List<Link>();
        socket.Query(
            new NetlinkRequest().Begin(RTM_GETLINK, NLM_F_DUMP, "links").Header(new InterfaceMessage()),
            (_, payload) => links.Add(ReadLink(payload.Span)));
        return links;
    }

    /// <summary>
    /// Finds a link by name; null: there is none. The kernel brings the link's carrier state up to date before it answers, which
    /// otherwise happens a moment later, with packets lost until then.
    /// </summary>
    public static Link? FindLink(this NetlinkSocket socket, string name)
    {
        const int ENODEV = 19;
        Link? found = null;
        try
        {
            socket.Query(
                new NetlinkRequest().Begin(RTM_GETLINK, 0, name).Header(new InterfaceMessage { Family = AF_UNSPEC }).Text(IFLA_IFNAME, name),
                (_, payload) => found = ReadLink(payload.Span));
        }
        catch (Syscalls.KernelException e) when (e.Errno == ENODEV)
        {
            return null;
        }

        return found;
    }

    /// <summary>Whether a notification tells that a link is gone.</summary>
    public static bool IsLinkRemoval(ushort type) => type == RTM_DELLINK;

    /// <summary>Reads a link from an answer or a notification.</summary>
    public static Link ReadLink(ReadOnlySpan<byte> payload)
    {
        var header = MemoryMarshal.Read<InterfaceMessage>(payload);
        var link = new Link { Index = header.Index, IsUp = (header.Flags & IFF_UP) != 0 };
        foreach (var attribute in new NetlinkAttributes(payload[Marshal.SizeOf<InterfaceMessage>()..]))
            switch (attribute.Type)
            {
                case IFLA_IFNAME: link = link with { Name = attribute.Text }; break;
                case IFLA_IFALIAS: link = link with { Alias = attribute.Text }; break;
                case IFLA_MTU: link = link with { Mtu = (int)attribute.Number32 }; break;
                case IFLA_MASTER: link = link with { Master = (int)attribute.Number32 }; break;
                case IFLA_GROUP: link = link with { Group = (int)attribute.Number32 }; break;
                case IFLA_LINK: link = link with { Peer = (int)attribute.Number32 }; break;
                case IFLA_OPERSTATE: link = link with { OperationalState = attribute.Value[0] }; break;
                case IFLA_ADDRESS: link = link with { Mac = attribute.Value.ToArray() }; break;
                case IFLA_LINKINFO: link = link with { Kind = ReadKind(attribute.Nested) }; break;
            }

        return link;
    }

    // The driver would make a queue per processor and use one; giving up the others waits for an RCU grace period, up to tens of
    // milliseconds on a busy machine, with the lock of all network configuration held.
    private static NetlinkRequest OneQueue(this NetlinkRequest request) => request
        .Number32(IFLA_NUM_TX_QUEUES, 1)
        .Number32(IFLA_NUM_RX_QUEUES, 1);

    private static string ReadKind(NetlinkAttributes info)
    {
        foreach (var attribute in info)
            if (attribute.Type == IFLA_INFO_KIND)
                return attribute.Text;
        return "";
    }

    /// <summary>The kernel's <c>struct ifinfomsg</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct InterfaceMessage
    {
        public byte Family;
        private readonly byte _padding;
        public ushort Type;
        public int Index;
        public uint Flags;
        public uint Change;
    }
}
