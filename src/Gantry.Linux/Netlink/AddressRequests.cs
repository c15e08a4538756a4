using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace Gantry.Linux.Netlink;

/// <summary>Messages about addresses and routes (rtnetlink(7)).</summary>
public static class AddressRequests
{
    private const ushort RTM_NEWADDR = 20;
    private const ushort RTM_DELADDR = 21;
    private const ushort RTM_GETADDR = 22;
    private const ushort RTM_NEWROUTE = 24;
    private const ushort RTM_GETROUTE = 26;
    private const ushort NLM_F_CREATE_EXCL = 0x600;
    private const ushort NLM_F_CREATE_REPLACE = 0x500;
    private const ushort NLM_F_DUMP = 0x300;
    private const ushort IFA_ADDRESS = 1;
    private const ushort IFA_LOCAL = 2;
    private const ushort IFA_BROADCAST = 4;
    private const uint IFA_F_NODAD = 2;
    private const ushort RTA_DST = 1;
    private const ushort RTA_OIF = 4;
    private const ushort RTA_GATEWAY = 5;
    private const byte RT_TABLE_MAIN = 254;
    private const byte RTPROT_BOOT = 3;
    private const byte RT_SCOPE_LINK = 253;
    private const byte RTN_UNICAST = 1;
    private const byte AF_INET = 2;
    private const byte AF_INET6 = 10;

    /// <summary>Gives a link an address; IPv6 addresses are usable at once (no duplicate detection).</summary>
    /// <param name="request">Where the message goes.</param>
    /// <param name="index">Index of the link.</param>
    /// <param name="address">The address.</param>
    /// <param name="prefixLength">Bits of its network.</param>
    public static NetlinkRequest AddAddress(this NetlinkRequest request, int index, IPAddress address, int prefixLength)
    {
        request.Begin(RTM_NEWADDR, NLM_F_CREATE_EXCL, $"address {address}/{prefixLength}")
            .Header(new AddressMessage { Family = Family(address), PrefixLength = (byte)prefixLength, Flags = (byte)IFA_F_NODAD, Index = index })
            .Address(IFA_LOCAL, address)
            .Address(IFA_ADDRESS, address);
        if (address.AddressFamily == AddressFamily.InterNetwork && prefixLength < 31)
            request.Address(IFA_BROADCAST, Broadcast(address, prefixLength));
        return request;
    }

    /// <summary>Takes an address from a link.</summary>
    public static NetlinkRequest DeleteAddress(this NetlinkRequest request, int index, IPAddress address, int prefixLength) => request
        .Begin(RTM_DELADDR, 0, $"delete address {address}/{prefixLength}")
        .Header(new AddressMessage { Family = Family(address), PrefixLength = (byte)prefixLength, Index = index })
        .Address(IFA_LOCAL, address)
        .Address(IFA_ADDRESS, address);

    /// <summary>Sets the default route of the gateway's family.</summary>
    public static NetlinkRequest SetDefaultRoute(this NetlinkRequest request, int index, IPAddress gateway) => request
        .Begin(RTM_NEWROUTE, NLM_F_CREATE_REPLACE, $"default route via {gateway}")
        .Header(new RouteMessage { Family = Family(gateway), Table = RT_TABLE_MAIN, Protocol = RTPROT_BOOT, Type = RTN_UNICAST })
        .Address(RTA_GATEWAY, gateway)
        .Number32(RTA_OIF, (uint)index);

    /// <summary>Sets a default route to a link, without a gateway.</summary>
    public static NetlinkRequest SetDefaultLink(this NetlinkRequest request, int index, AddressFamily family) => request
        .Begin(RTM_NEWROUTE, NLM_F_CREATE_REPLACE, $"default route to link {index}")
        .Header(new RouteMessage
        {
            Family = family == AddressFamily.InterNetwork ? AF_INET : AF_INET6,
            Table = RT_TABLE_MAIN,
            Protocol = RTPROT_BOOT,
            Scope = RT_SCOPE_LINK,
            Type = RTN_UNICAST,
        })
        .Number32(RTA_OIF, (uint)index);

    /// <summary>Adds a route, or replaces the one to the same network.</summary>
    /// <param name="request">Where the message goes.</param>
    /// <param name="index">Index of the link it leads to.</param>
    /// <param name="destination">The network.</param>
    /// <param name="gateway">Address of the next hop; null: the network is on the link itself.</param>
    public static NetlinkRequest AddRoute(this NetlinkRequest request, int index, IPNetwork destination, IPAddress? gateway)
    {
        request.Begin(RTM_NEWROUTE, NLM_F_CREATE_REPLACE, $"route to {destination}")
            .Header(new RouteMessage
            {
                Family = Family(destination.BaseAddress),
                DestinationLength = (byte)destination.PrefixLength,
                Table = RT_TABLE_MAIN,
                Protocol = RTPROT_BOOT,
                Scope = gateway is null ? RT_SCOPE_LINK : (byte)0,
                Type = RTN_UNICAST,
            })
            .Address(RTA_DST, destination.BaseAddress);
        if (gateway is not null)
            request.Address(RTA_GATEWAY, gateway);
        return request.Number32(RTA_OIF, (uint)index);
    }

    /// <summary>Lists the addresses of a namespace, with the index of their link.</summary>
    public static List<(int Index, IPNetwork Network, IPAddress Address)> Addresses(this NetlinkSocket socket)
    {
        var list = new List<(int, IPNetwork, IPAddress)>();
        socket.Query(
            new NetlinkRequest().Begin(RTM_GETADDR, NLM_F_DUMP, "addresses").Header(new AddressMessage()),
            (_, payload) =>
            {
                var header = MemoryMarshal.Read<AddressMessage>(payload.Span);
                IPAddress? address = null;
                foreach (var attribute in new NetlinkAttributes(payload.Span[Marshal.SizeOf<AddressMessage>()..]))
                    if (attribute.Type == IFA_LOCAL || (attribute.Type == IFA_ADDRESS && address is null))
                        address = new IPAddress(attribute.Value);
                if (address is not null)
                    list.Add((header.Index, Network(address, header.PrefixLength), address));
            });
        return list;
    }

    /// <summary>Lists the destinations of a namespace's main routing table, the default route left out, with the index of their link.</summary>
    public static List<(int Index, IPNetwork Destination)> Routes(this NetlinkSocket socket)
    {
        var list = new List<(int, IPNetwork)>();
        foreach (var family in (ReadOnlySpan<byte>)[AF_INET, AF_INET6])
            socket.Query(
                new NetlinkRequest().Begin(RTM_GETROUTE, NLM_F_DUMP, "routes").Header(new RouteMessage { Family = family }),
                (_, payload) =>
                {
                    var header = MemoryMarshal.Read<RouteMessage>(payload.Span);
                    var index = 0;
                    IPAddress? destination = null;
                    foreach (var attribute in new NetlinkAttributes(payload.Span[Marshal.SizeOf<RouteMessage>()..]))
                        if (attribute.Type == RTA_DST)
                            destination = new IPAddress(attribute.Value);
                        else if (attribute.Type == RTA_OIF)
                            index = (int)attribute.Number32;
                    if (destination is not null && header.Table == RT_TABLE_MAIN)
                        list.Add((index, Network(destination, header.DestinationLength)));
                });
        return list;
    }

    private static byte Family(IPAddress address) => address.AddressFamily == AddressFamily.InterNetwork ? AF_INET : AF_INET6;

    private static IPAddress Broadcast(IPAddress address, int prefixLength)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = prefixLength; bit < 32; bit++)
            bytes[bit / 8] |= (byte)(0x80 >> (bit % 8));
        return new IPAddress(bytes);
    }

    private static IPNetwork Network(IPAddress address, int prefixLength)
    {
        var bytes = address.GetAddressBytes();
        for (var bit = prefixLength; bit < bytes.Length * 8; bit++)
            bytes[bit / 8] &= (byte)~(0x80 >> (bit % 8));
        return new IPNetwork(new IPAddress(bytes), prefixLength);
    }

    /// <summary>The kernel's <c>struct ifaddrmsg</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct AddressMessage
    {
        public byte Family;
        public byte PrefixLength;
        public byte Flags;
        public byte Scope;
        public int Index;
    }

    /// <summary>The kernel's <c>struct rtmsg</c>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    private struct RouteMessage
    {
        public byte Family;
        public byte DestinationLength;
        public byte SourceLength;
        public byte TypeOfService;
        public byte Table;
        public byte Protocol;
        public byte Scope;
        public byte Type;
        public uint Flags;
    }
}
