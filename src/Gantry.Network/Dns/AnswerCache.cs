using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;

namespace Gantry.Network.Dns;

/// <summary>
/// Keeps answers of other servers for as long as they allow, but not for longer than a few minutes, and that there is no such name only for
/// moments. It holds a bounded number; the oldest go first.
/// </summary>
/// <param name="time">The clock.</param>
internal sealed class AnswerCache(TimeProvider time)
{
    private const int MostAnswers = 2048;
    private const int LargestAnswer = 1232;
    private const int LongestKey = 512;
    private static readonly TimeSpan Longest = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan LongestAbsence = TimeSpan.FromSeconds(10);

    private readonly Lock _turn = new();
    private readonly Dictionary<byte[], Kept> _answers = new(Bytes.Comparer);
    private readonly Queue<(byte[] Key, long At)> _order = new();

    /// <summary>Writes a kept answer over the query.</summary>
    /// <param name="scope">For whom it must hold.</param>
    /// <param name="message">The query, with room behind it; becomes the answer.</param>
    /// <param name="question">What it asks.</param>
    /// <param name="length">Bytes of the query.</param>
    /// <param name="room">Bytes the answer may have.</param>
    /// <returns>Bytes of the answer; 0: there is none.</returns>
    public int TryRead(byte[] scope, Span<byte> message, in DnsQuestion question, int length, int room)
    {
        Span<byte> key = stackalloc byte[LongestKey];
        var size = Key(scope, message[..length], question, key);
        if (size == 0)
            return 0;
        Kept? kept;
        lock (_turn)
            if (!_answers.GetAlternateLookup<ReadOnlySpan<byte>>().TryGetValue(key[..size], out kept))
                return 0;
        var age = time.GetElapsedTime(kept.At);
        if (age >= kept.For || kept.Answer.Length > room)
            return 0;
        // The query's own number and spelling stay.
        kept.Answer.AsSpan(2, 10).CopyTo(message[2..]);
        kept.Answer.AsSpan(question.End).CopyTo(message[question.End..]);
        Grow(message[..kept.Answer.Length], question.End, (uint)age.TotalSeconds);
        return kept.Answer.Length;
    }

    /// <summary>Keeps an answer if it says that it may be kept.</summary>
    public void Add(byte[] scope, ReadOnlySpan<byte> query, in DnsQuestion question, ReadOnlySpan<byte> answer)
    {
        Span<byte> key = stackalloc byte[LongestKey];
        var size = Key(scope, query, question, key);
        if (size == 0 || answer.Length > LargestAnswer || Lifetime(answer, question.End) is not { Ticks: > 0 } lifetime)
            return;
        var kept = new Kept(answer.ToArray(), time.GetTimestamp(), lifetime);
        var owned = key[..size].ToArray();
        lock (_turn)
        {
            _answers[owned] = kept;
            _order.Enqueue((owned, kept.At));
            while (_order.Count > MostAnswers && _order.TryDequeue(out var oldest))
                if (_answers.TryGetValue(oldest.Key, out var found) && found.At == oldest.At)
                    _answers.Remove(oldest.Key);
        }
    }

    /// <summary>How long an answer holds; zero: it must not be kept.</summary>
    private static TimeSpan Lifetime(ReadOnlySpan<byte> answer, int at)
    {
        const int truncated = 2, nameError = 3;
        var code = answer[3] & 0xf;
        if (code is not (0 or nameError) || (answer[2] & truncated) != 0)
            return TimeSpan.Zero;
        var answers = BinaryPrimitives.ReadUInt16BigEndian(answer[6..]);
        var absent = code == nameError || answers == 0;
        var least = uint.MaxValue;
        var records = answers + BinaryPrimitives.ReadUInt16BigEndian(answer[8..]);
        for (var i = 0; i < records; i++)
        {
            if (!DnsRecord.TryRead(answer, ref at, out var record))
                return TimeSpan.Zero;
            if (record.Type == DnsRecord.Soa && absent && record.DataLength >= 20)
                least = Math.Min(record.TimeToLive, BinaryPrimitives.ReadUInt32BigEndian(answer[(record.Data + record.DataLength - 4)..]));
            else if (i < answers)
                least = Math.Min(least, record.TimeToLive);
        }

        // Without a start of authority an absence has no lifetime of its own (RFC 2308, section 5).
        if (least == uint.MaxValue)
            return TimeSpan.Zero;
        var longest = absent ? LongestAbsence : Longest;
        return TimeSpan.FromSeconds(Math.Min(least, longest.TotalSeconds));
    }

    /// <summary>Takes a kept answer's age off the times its records may be kept.</summary>
    private static void Grow(Span<byte> answer, int at, uint age)
    {
        while (DnsRecord.TryRead(answer, ref at, out var record))
            if (record.Type != DnsRecord.Opt)
                BinaryPrimitives.WriteUInt32BigEndian(answer[record.TimeToLiveAt..], record.TimeToLive > age ? record.TimeToLive - age : 0);
    }

    /// <summary>What makes two queries the same: who asks, how, and for what, whatever its spelling. 0: it is like no other.</summary>
    private static int Key(byte[] scope, ReadOnlySpan<byte> query, in DnsQuestion question, Span<byte> key)
    {
        const int recursionDesired = 1, checkingDisabled = 0x10;
        var size = scope.Length + 1 + question.End - DnsQuestion.HeaderSize;
        if (question.IsPersonal || size > key.Length)
            return 0;
        scope.CopyTo(key);
        key[scope.Length] = (byte)(query[2] & recursionDesired | query[3] & checkingDisabled
            | (question.HasExtensions ? 2 : 0) | (question.WantsSignatures ? 4 : 0));
        var rest = key[(scope.Length + 1)..];
        for (var i = DnsQuestion.HeaderSize; i < question.End; i++)
            rest[i - DnsQuestion.HeaderSize] = DnsQuestion.Lower(query[i]);
        return size;
    }

    private sealed record Kept(byte[] Answer, long At, TimeSpan For);

    /// <summary>Compares keys by content.</summary>
    private sealed class Bytes : IEqualityComparer<byte[]>, IAlternateEqualityComparer<ReadOnlySpan<byte>, byte[]>
    {
        public static Bytes Comparer { get; } = new();

        public bool Equals(byte[]? x, byte[]? y) => x.AsSpan().SequenceEqual(y);

        public int GetHashCode([DisallowNull] byte[] key) => GetHashCode(key.AsSpan());

        public byte[] Create(ReadOnlySpan<byte> alternate) => alternate.ToArray();

        public bool Equals(ReadOnlySpan<byte> alternate, byte[] other) => alternate.SequenceEqual(other);

        public int GetHashCode(ReadOnlySpan<byte> alternate)
        {
            var hash = new HashCode();
            hash.AddBytes(alternate);
            return hash.ToHashCode();
        }
    }
}
