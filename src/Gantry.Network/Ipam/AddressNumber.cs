using System.Net;
using System.Net.Sockets;

namespace Gantry.Network.Ipam;

/// <summary>Addresses as numbers, to count with.</summary>
internal static class AddressNumber
{
    /// <summary>The number of an address.</summary>
    public static UInt128 Of(IPAddress address)
    {
        UInt128 number = 0;
        foreach (var part in address.GetAddressBytes())
            number = (number << 8) | part;
        return number;
    }

    /// <summary>The address of a number.</summary>
    public static IPAddress ToAddress(UInt128 number, AddressFamily family)
    {
        var bytes = new byte[family == AddressFamily.InterNetwork ? 4 : 16];
        for (var i = bytes.Length - 1; i >= 0; i--, number >>= 8)
            bytes[i] = (byte)number;
        return new IPAddress(bytes);
    }
}
