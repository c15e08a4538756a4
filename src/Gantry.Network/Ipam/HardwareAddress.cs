using System.Net;
using System.Net.NetworkInformation;
using System.Security.Cryptography;

using Gantry.Oci.Errors;

namespace Gantry.Network.Ipam;

/// <summary>Hardware addresses of endpoints.</summary>
internal static class HardwareAddress
{
    /// <summary>
    /// The address that goes with an IPv4 address. Addresses are given out again at once; as the hardware address returns with
    /// them, nobody's neighbour table is ever wrong.
    /// </summary>
    public static byte[] For(IPAddress address) => [0x02, 0x42, .. address.GetAddressBytes().AsSpan()[^4..]];

    /// <summary>An address of nobody else's: administered locally, of one receiver.</summary>
    public static byte[] Random()
    {
        var address = RandomNumberGenerator.GetBytes(6);
        address[0] = (byte)(address[0] & 0xfe | 0x02);
        return address;
    }

    /// <summary>Reads an address of six bytes.</summary>
    /// <exception cref="GantryException">It is not one.</exception>
    public static byte[] Parse(string text) =>
        PhysicalAddress.TryParse(text, out var parsed) && parsed.GetAddressBytes() is { Length: 6 } bytes
            ? bytes
            : throw new GantryException(ErrorKind.Invalid, $"invalid MAC address: {text}");

    /// <summary>Writes an address with colons.</summary>
    public static string Format(byte[] address) => string.Join(':', address.Select(part => part.ToString("x2", null)));
}
