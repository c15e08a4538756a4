using System.Buffers.Binary;
using System.Net;

namespace Gantry.Network.Announcements;

/// <summary>Ethernet frames that tell neighbours which hardware address an address is at.</summary>
internal static class AnnouncementFrames
{
    private const int EthernetSize = 14;
    private const int IPv6Size = 40;
    private const byte IcmpV6 = 58;
    private const byte NeighborAdvertisement = 136;
    private const byte TargetLinkLayerAddress = 2;
    private const int AdvertisementSize = 32;
    private static readonly byte[] AllNodes = IPAddress.Parse("ff02::1").GetAddressBytes();

    /// <summary>An ARP announcement (RFC 5227, 3): a request of the address for itself.</summary>
    public static byte[] Arp(byte[] mac, IPAddress address)
    {
        var ip = address.GetAddressBytes();
        return
        [
            0xff, 0xff, 0xff, 0xff, 0xff, 0xff, .. mac, 0x08, 0x06, // to all, ARP
            0x00, 0x01, 0x08, 0x00, 6, 4, 0x00, 0x01, // Ethernet, IPv4, request
            .. mac, .. ip, 0, 0, 0, 0, 0, 0, .. ip,
        ];
    }

    /// <summary>An unsolicited neighbor advertisement (RFC 4861, 7.2.6) that overrides what is known.</summary>
    public static byte[] Neighbor(byte[] mac, IPAddress address)
    {
        var frame = new byte[EthernetSize + IPv6Size + AdvertisementSize];
        ((ReadOnlySpan<byte>)[0x33, 0x33, 0, 0, 0, 1, .. mac, 0x86, 0xdd]).CopyTo(frame);
        var ip = frame.AsSpan(EthernetSize, IPv6Size);
        ip[0] = 0x60;
        BinaryPrimitives.WriteUInt16BigEndian(ip[4..], AdvertisementSize);
        ip[6] = IcmpV6;
        ip[7] = 255; // a router would have made it less
        address.TryWriteBytes(ip[8..], out _);
        AllNodes.CopyTo(ip[24..]);

        var message = frame.AsSpan(EthernetSize + IPv6Size);
        message[0] = NeighborAdvertisement;
        message[4] = 0x20; // override
        address.TryWriteBytes(message[8..], out _);
        message[24] = TargetLinkLayerAddress;
        message[25] = 1;
        mac.CopyTo(message[26..]);
        BinaryPrimitives.WriteUInt16BigEndian(message[2..], Checksum(ip[8..], message));
        return frame;
    }

    /// <summary>The sum of RFC 4443, 2.3: over both addresses, the length, the protocol, and the message.</summary>
    private static ushort Checksum(ReadOnlySpan<byte> addresses, ReadOnlySpan<byte> message)
    {
        var sum = (uint)message.Length + IcmpV6;
        for (var i = 0; i < addresses.Length; i += 2)
            sum += BinaryPrimitives.ReadUInt16BigEndian(addresses[i..]);
        for (var i = 0; i < message.Length; i += 2)
            sum += BinaryPrimitives.ReadUInt16BigEndian(message[i..]);
        while (sum > ushort.MaxValue)
            sum = (sum & ushort.MaxValue) + (sum >> 16);
        return (ushort)~sum;
    }
}
