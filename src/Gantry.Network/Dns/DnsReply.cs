using System.Buffers.Binary;
using System.Net;
using System.Text;

namespace Gantry.Network.Dns;

/// <summary>Writes answers over the query they are for: the header and the question stay where they are, records follow.</summary>
internal static class DnsReply
{
    /// <summary>No error.</summary>
    public const int Success = 0;

    /// <summary>The query cannot be read.</summary>
    public const int FormatError = 1;

    /// <summary>No answer could be had.</summary>
    public const int ServerFailure = 2;

    /// <summary>Such queries are not answered.</summary>
    public const int NotImplemented = 4;

    /// <summary>Too much is asked at once.</summary>
    public const int Refused = 5;

    // Docker's: what resolvers inside may keep an answer for.
    private const uint TimeToLive = 600;
    private const int OptSize = 11;
    private const int LongestName = 255;
    private const ushort PointerToQuestion = 0xc00c;

    /// <summary>An answer without records.</summary>
    /// <param name="message">The query; becomes the answer.</param>
    /// <param name="question">What it asks; a default one where it could not be read.</param>
    /// <param name="code">The response code.</param>
    /// <returns>Bytes of the answer.</returns>
    public static int Empty(Span<byte> message, in DnsQuestion question, int code)
    {
        var end = question.End == 0 ? DnsQuestion.HeaderSize : question.End;
        Head(message, code, question.End == 0 ? 0 : 1, 0, truncated: false);
        return Extend(message, end, question);
    }

    /// <summary>An answer with addresses, as many as fit.</summary>
    /// <param name="message">The query, with room behind it; becomes the answer.</param>
    /// <param name="question">What it asks.</param>
    /// <param name="addresses">The addresses, all of the family asked for.</param>
    /// <param name="first">Index of the one that comes first; the others follow in turn.</param>
    /// <param name="room">Bytes the answer may have.</param>
    /// <returns>Bytes of the answer.</returns>
    public static int Addresses(Span<byte> message, in DnsQuestion question, ReadOnlySpan<IPAddress> addresses, int first, int room)
    {
        var end = question.End;
        var size = (question.Type == DnsType.A ? 4 : 16) + 12;
        var count = Math.Min(addresses.Length, (Math.Min(room, message.Length) - end - (question.HasExtensions ? OptSize : 0)) / size);
        for (var i = 0; i < count; i++)
        {
            var data = RecordHead(message[end..], question.Type, size - 12);
            addresses[(first + i) % addresses.Length].TryWriteBytes(data, out _);
            end += size;
        }

        Head(message, Success, 1, count, truncated: count < addresses.Length);
        return Extend(message, end, question);
    }

    /// <summary>An answer with the name of an address; without a record if that is longer than names may be.</summary>
    public static int Pointer(Span<byte> message, in DnsQuestion question, string name)
    {
        var data = message[(question.End + 12)..];
        var length = 0;
        foreach (var label in name.Split('.', StringSplitOptions.RemoveEmptyEntries))
        {
            var written = Encoding.UTF8.GetBytes(label.AsSpan(0, Math.Min(label.Length, 63)), data[(length + 1)..]);
            data[length] = (byte)written;
            length += written + 1;
        }

        data[length++] = 0;
        if (length > LongestName)
            return Empty(message, question, Success);
        RecordHead(message[question.End..], DnsType.Ptr, length);
        Head(message, Success, 1, 1, truncated: false);
        return Extend(message, question.End + 12 + length, question);
    }

    private static Span<byte> RecordHead(Span<byte> record, DnsType type, int length)
    {
        const ushort internet = 1;
        BinaryPrimitives.WriteUInt16BigEndian(record, PointerToQuestion);
        BinaryPrimitives.WriteUInt16BigEndian(record[2..], (ushort)type);
        BinaryPrimitives.WriteUInt16BigEndian(record[4..], internet);
        BinaryPrimitives.WriteUInt32BigEndian(record[6..], TimeToLive);
        BinaryPrimitives.WriteUInt16BigEndian(record[10..], (ushort)length);
        return record[12..];
    }

    private static void Head(Span<byte> message, int code, int questions, int answers, bool truncated)
    {
        const int response = 0x80, recursionDesired = 1, opcode = 0x78, truncation = 2, recursionAvailable = 0x80;
        message[2] = (byte)(response | message[2] & (opcode | recursionDesired) | (truncated ? truncation : 0));
        message[3] = (byte)(recursionAvailable | code);
        BinaryPrimitives.WriteUInt16BigEndian(message[4..], (ushort)questions);
        BinaryPrimitives.WriteUInt16BigEndian(message[6..], (ushort)answers);
        message[8..12].Clear();
    }

    /// <summary>A client that speaks EDNS is answered in it.</summary>
    private static int Extend(Span<byte> message, int end, in DnsQuestion question)
    {
        const ushort largestUdp = 4096;
        if (!question.HasExtensions || end + OptSize > message.Length)
            return end;
        message.Slice(end, OptSize).Clear();
        BinaryPrimitives.WriteUInt16BigEndian(message[(end + 1)..], DnsRecord.Opt);
        BinaryPrimitives.WriteUInt16BigEndian(message[(end + 3)..], largestUdp);
        message[11] = 1;
        return end + OptSize;
    }
}
