using System.Buffers.Binary;

namespace Gantry.Network.Dns;

/// <summary>What a query asks (RFC 1035, section 4; RFC 6891 for EDNS), read without an allocation.</summary>
internal readonly struct DnsQuestion
{
    /// <summary>Bytes of a message's header.</summary>
    public const int HeaderSize = 12;

    /// <summary>Bytes an answer may have where the client says nothing else.</summary>
    public const int PlainSize = 512;

    private const int LongestName = 255;

    /// <summary>Type of the records asked for.</summary>
    public DnsType Type { get; private init; }

    /// <summary>Class of the records, 1 for the Internet.</summary>
    public ushort Class { get; private init; }

    /// <summary>Where the question ends in the message.</summary>
    public int End { get; private init; }

    /// <summary>Bytes an answer over UDP may have.</summary>
    public int AnswerSize { get; private init; }

    /// <summary>Whether the client speaks EDNS.</summary>
    public bool HasExtensions { get; private init; }

    /// <summary>Whether it wants signatures.</summary>
    public bool WantsSignatures { get; private init; }

    /// <summary>Whether it says more by EDNS (a cookie, a subnet): its answer is for this client only.</summary>
    public bool IsPersonal { get; private init; }

    /// <summary>Reads a query.</summary>
    /// <param name="message">The message.</param>
    /// <param name="question">What it asks.</param>
    public static DnsVerdict Read(ReadOnlySpan<byte> message, out DnsQuestion question)
    {
        question = default;
        if (message.Length < HeaderSize || (message[2] & 0x80) != 0)
            return DnsVerdict.Ignore;
        if ((message[2] & 0x78) != 0)
            return DnsVerdict.Unsupported;
        var end = HeaderSize;
        if (BinaryPrimitives.ReadUInt16BigEndian(message[4..]) != 1 || !SkipPlainName(message, ref end) || end + 4 > message.Length)
            return DnsVerdict.Malformed;
        var (extended, size, signatures, personal) = Extensions(message, end + 4);
        question = new DnsQuestion
        {
            Type = (DnsType)BinaryPrimitives.ReadUInt16BigEndian(message[end..]),
            Class = BinaryPrimitives.ReadUInt16BigEndian(message[(end + 2)..]),
            End = end + 4,
            AnswerSize = Math.Max(size, PlainSize),
            HasExtensions = extended,
            WantsSignatures = signatures,
            IsPersonal = personal,
        };
        return DnsVerdict.Answer;
    }

    /// <summary>The name asked for, dots between labels and in lower case.</summary>
    /// <param name="message">The message that was read.</param>
    /// <param name="name">Takes the name; 255 characters are enough.</param>
    /// <returns>Its length, or -1 when a label contains what no name of ours does.</returns>
    public static int Name(ReadOnlySpan<byte> message, Span<char> name)
    {
        var length = 0;
        for (var at = HeaderSize; message[at] != 0; at += message[at] + 1)
        {
            if (length > 0)
                name[length++] = '.';
            foreach (var octet in message.Slice(at + 1, message[at]))
            {
                if (octet is <= 0x20 or >= 0x7f or (byte)'.')
                    return -1;
                name[length++] = char.ToLowerInvariant((char)octet);
            }
        }

        return length;
    }

    /// <summary>Whether two questions are the same but for the spelling of the name.</summary>
    public static bool Same(ReadOnlySpan<byte> one, ReadOnlySpan<byte> other)
    {
        if (one.Length != other.Length)
            return false;
        for (var i = 0; i < one.Length; i++)
            if (Lower(one[i]) != Lower(other[i]))
                return false;
        return true;
    }

    /// <summary>An octet of a question in lower case, if it is a letter.</summary>
    public static byte Lower(byte octet) => octet is >= (byte)'A' and <= (byte)'Z' ? (byte)(octet | 0x20) : octet;

    /// <summary>Steps over a name without pointers; there is nothing a question's could point to.</summary>
    private static bool SkipPlainName(ReadOnlySpan<byte> message, ref int at)
    {
        var start = at;
        while (at < message.Length && at - start < LongestName)
        {
            var length = message[at];
            if (length > 63)
                return false;
            at += length + 1;
            if (length == 0)
                return true;
        }

        return false;
    }

    private static (bool Extended, int Size, bool Signatures, bool Personal) Extensions(ReadOnlySpan<byte> message, int at)
    {
        var records = BinaryPrimitives.ReadUInt16BigEndian(message[6..]) + BinaryPrimitives.ReadUInt16BigEndian(message[8..]) + BinaryPrimitives.ReadUInt16BigEndian(message[10..]);
        for (; records > 0 && DnsRecord.TryRead(message, ref at, out var record); records--)
            if (record.Type == DnsRecord.Opt)
                return (true, record.Class, (record.TimeToLive & 0x8000) != 0, record.DataLength > 0);
        return (false, 0, false, false);
    }
}

/// <summary>What is to be done with a message.</summary>
internal enum DnsVerdict
{
    /// <summary>Nothing: it is no query.</summary>
    Ignore,

    /// <summary>Answer it.</summary>
    Answer,

    /// <summary>Say that it cannot be understood.</summary>
    Malformed,

    /// <summary>Say that such a thing is not done here.</summary>
    Unsupported,
}

/// <summary>Types of records this server knows something about.</summary>
internal enum DnsType : ushort
{
    /// <summary>An IPv4 address.</summary>
    A = 1,

    /// <summary>The name of an address.</summary>
    Ptr = 12,

    /// <summary>An IPv6 address.</summary>
    Aaaa = 28,
}
