using System.Net;

using Gantry.Network.Announcements;

namespace Gantry.Network.Tests.Announcements;

public sealed class AnnouncementFramesTests
{
    private static readonly byte[] Mac = [2, 0, 0, 0, 0, 9];

    [Fact]
    public void An_address_asks_for_itself() => Assert.Equal(
        "FFFFFFFFFFFF020000000009" + "0806" + "0001080006040001" + "0200000000090A000009" + "0000000000000A000009",
        Convert.ToHexString(AnnouncementFrames.Arp(Mac, IPAddress.Parse("10.0.0.9"))));

    [Fact]
    public void A_neighbor_advertisement_overrides_and_its_sum_is_right()
    {
        var frame = AnnouncementFrames.Neighbor(Mac, IPAddress.Parse("fd00::9"));
        Assert.Equal("333300000001" + "020000000009" + "86DD" + "60000000" + "0020" + "3A" + "FF", Convert.ToHexString(frame[..22]));
        Assert.Equal("8800", Convert.ToHexString(frame[54..56]));
        Assert.Equal("20000000" + "FD000000000000000000000000000009" + "0201020000000009", Convert.ToHexString(frame[58..]));

        // RFC 1071: with the sum in place, everything adds up to all ones.
        var sum = 32u + 58u;
        for (var i = 22; i < frame.Length; i += 2)
            sum += (uint)((frame[i] << 8) | frame[i + 1]);
        Assert.Equal(0xffffu, (sum & 0xffff) + (sum >> 16));
    }
}
