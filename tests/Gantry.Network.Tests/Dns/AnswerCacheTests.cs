using System.Buffers.Binary;

using Gantry.Network.Dns;
using Gantry.Network.Tests.Support;

namespace Gantry.Network.Tests.Dns;

public sealed class AnswerCacheTests
{
    private static readonly byte[] Scope = "host"u8.ToArray();

    private readonly Clock _clock = new();
    private readonly AnswerCache _cache;

    public AnswerCacheTests() => _cache = new AnswerCache(_clock);

    [Fact]
    public void An_answer_is_kept_while_its_records_live_and_grows_old()
    {
        Keep("a.example", 60);
        _clock.Now += TimeSpan.FromSeconds(40);
        Assert.Equal(20u, TimeToLive("A.Example", Scope));
        _clock.Now += TimeSpan.FromSeconds(20);
        Assert.Null(TimeToLive("a.example", Scope));
    }

    [Fact]
    public void It_holds_for_those_who_ask_the_same_servers_only()
    {
        Keep("a.example", 60);
        Assert.Null(TimeToLive("a.example", "other"u8.ToArray()));
    }

    [Fact]
    public void Nothing_is_kept_for_more_than_five_minutes()
    {
        Keep("a.example", 86400);
        _clock.Now += TimeSpan.FromSeconds(301);
        Assert.Null(TimeToLive("a.example", Scope));
    }

    [Fact]
    public void The_oldest_go_first()
    {
        for (var i = 0; i < 2049; i++)
            Keep($"n{i}.example", 60);
        Assert.Null(TimeToLive("n0.example", Scope));
        Assert.Equal(60u, TimeToLive("n2048.example", Scope));
    }

    [Fact]
    public void What_was_asked_with_a_cookie_is_not_kept()
    {
        byte[] query = [.. DnsClient.Query("a.example", DnsClient.A), 0, 0, 41, 4, 208, 0, 0, 0, 0, 0, 12, 0, 10, 0, 8, 1, 2, 3, 4, 5, 6, 7, 8];
        query[11] = 1;
        Assert.Equal(DnsVerdict.Answer, DnsQuestion.Read(query, out var question));
        Assert.True(question.IsPersonal);
        byte[] answer = [.. query[..question.End], 0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 60, 0, 4, 192, 0, 2, 1];
        answer[2] |= 0x80;
        answer[7] = 1;
        _cache.Add(Scope, query, question, answer);
        Array.Resize(ref query, 512);
        Assert.Equal(0, _cache.TryRead(Scope, query, question, question.End + 23, 512));
    }

    private void Keep(string name, uint seconds)
    {
        var query = DnsClient.Query(name, DnsClient.A);
        DnsQuestion.Read(query, out var question);
        byte[] answer = [.. query, 0xc0, 0x0c, 0, 1, 0, 1, 0, 0, 0, 0, 0, 4, 192, 0, 2, 1];
        answer[2] |= 0x80;
        answer[7] = 1;
        BinaryPrimitives.WriteUInt32BigEndian(answer.AsSpan(query.Length + 6), seconds);
        _cache.Add(Scope, query, question, answer);
    }

    private uint? TimeToLive(string name, byte[] scope)
    {
        var query = DnsClient.Query(name, DnsClient.A);
        DnsQuestion.Read(query, out var question);
        var buffer = new byte[600];
        query.CopyTo(buffer, 0);
        var length = _cache.TryRead(scope, buffer, question, query.Length, 512);
        return length == 0 ? null : BinaryPrimitives.ReadUInt32BigEndian(buffer.AsSpan(query.Length + 6));
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; } = TimeSpan.FromHours(1);

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
