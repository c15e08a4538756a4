using System.Buffers.Binary;

namespace Gantry.Network.Dns;

/// <summary>The fixed part of a resource record, as somebody else wrote it: nothing in it is trusted (RFC 1035, section 4.1.3).</summary>
/// <param name="Type">Type.</param>
/// <param name="Class">Class.</param>
/// <param name="TimeToLive">Seconds it may be kept.</param>
/// <param name="TimeToLiveAt">Where in the message these are written.</param>
/// <param name="Data">Where its data begin.</param>
/// <param name="DataLength">Bytes of its data.</param>
internal readonly record struct DnsRecord(ushort Type, ushort Class, uint TimeToLive, int TimeToLiveAt, int Data, int DataLength)
{
    /// <summary>The start of authority.</summary>
    public const ushort Soa = 6;

    /// <summary>EDNS; its time to live means something else.</summary>
    public const ushort Opt = 41;

    private const int FixedSize = 10;

    /// <summary>Reads the record at a place and steps over it.</summary>
    /// <param name="message">The message.</param>
    /// <param name="at">The place; afterwards that of the next record.</param>
    /// <param name="record">The record.</param>
    /// <returns>Whether there is one.</returns>
    public static bool TryRead(ReadOnlySpan<byte> message, ref int at, out DnsRecord record)
    {
        record = default;
        if (!SkipName(message, ref at) || at + FixedSize > message.Length)
            return false;
        var length = BinaryPrimitives.ReadUInt16BigEndian(message[(at + 8)..]);
        record = new DnsRecord(
            BinaryPrimitives.ReadUInt16BigEndian(message[at..]),
            BinaryPrimitives.ReadUInt16BigEndian(message[(at + 2)..]),
            BinaryPrimitives.ReadUInt32BigEndian(message[(at + 4)..]),
            at + 4,
            at + FixedSize,
            length);
        at += FixedSize + length;
        return at <= message.Length;
    }

    /// <summary>Steps over a name; a pointer ends it.</summary>
    public static bool SkipName(ReadOnlySpan<byte> message, ref int at)
    {
        while (at < message.Length)
        {
            var length = message[at];
            switch (length & 0xc0)
            {
                case 0xc0:
                    at += 2;
                    return at <= message.Length;
                case 0:
                    at += length + 1;
                    if (length == 0)
                        return true;
                    break;
                default:
                    return false;
            }
        }

        return false;
    }
}
