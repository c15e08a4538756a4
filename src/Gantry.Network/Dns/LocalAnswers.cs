namespace Gantry.Network.Dns;

/// <summary>Answers what the names of a sandbox's networks answer. Such names are never asked for elsewhere.</summary>
internal static class LocalAnswers
{
    private const ushort Internet = 1;
    private const int LongestName = 256;

    /// <summary>Answers a query if it can be answered here.</summary>
    /// <param name="resolver">The sandbox's name service.</param>
    /// <param name="message">The query, with room behind it; becomes the answer.</param>
    /// <param name="question">What it asks.</param>
    /// <param name="room">Bytes the answer may have.</param>
    /// <returns>Bytes of the answer; 0: others have to be asked.</returns>
    public static int TryWrite(Resolver resolver, Span<byte> message, in DnsQuestion question, int room)
    {
        Span<char> buffer = stackalloc char[LongestName];
        var length = question.Class == Internet ? DnsQuestion.Name(message, buffer) : -1;
        if (length < 0)
            return 0;
        ReadOnlySpan<char> name = buffer[..length];
        if (question.Type == DnsType.Ptr && resolver.View.NameOf(name) is { } full)
            return DnsReply.Pointer(message, question, full);
        if (resolver.View.Find(name) is { } found)
            return question.Type switch
            {
                DnsType.A => DnsReply.Addresses(message, question, found.IPv4, found.NextTurn(), room),
                DnsType.Aaaa => DnsReply.Addresses(message, question, found.IPv6, found.NextTurn(), room),
                // The name is there, records of that type are not: no data, as opposed to no such name.
                _ => DnsReply.Empty(message, question, DnsReply.Success),
            };
        return resolver.Settings.KeepsPlainNames && question.Type is (DnsType.A or DnsType.Aaaa) && !name.Contains('.')
            ? DnsReply.Empty(message, question, DnsReply.Success)
            : 0;
    }
}
