using Gantry.Network.Dns;
using Gantry.Network.Tests.Support;

namespace Gantry.Network.Tests.Dns;

public sealed class DnsQuestionTests
{
    [Theory]
    [InlineData("web", "web")]
    [InlineData("Web.Example.ORG", "web.example.org")]
    [InlineData("", "")]
    public void A_name_is_read_in_lower_case(string asked, string read)
    {
        var query = DnsClient.Query(asked, DnsClient.A);
        Assert.Equal(DnsVerdict.Answer, DnsQuestion.Read(query, out _));
        Span<char> name = stackalloc char[256];
        Assert.Equal(read, name[..DnsQuestion.Name(query, name)].ToString());
    }

    [Fact]
    public void The_size_a_client_takes_is_read_from_its_extension()
    {
        DnsQuestion.Read(DnsClient.Query("a", DnsClient.A, 1400), out var question);
        Assert.Equal((1400, true), (question.AnswerSize, question.HasExtensions));
        DnsQuestion.Read(DnsClient.Query("a", DnsClient.A, 100), out question);
        Assert.Equal(512, question.AnswerSize);
    }

    [Fact]
    public void Whatever_arrives_no_byte_is_read_that_is_not_there()
    {
        var random = new Random(1);
        var buffer = new byte[4096];
        for (var i = 0; i < 200_000; i++)
        {
            var message = DnsClient.Query("some.name.example", DnsClient.A, 1232);
            for (var change = random.Next(4); change >= 0; change--)
                message[random.Next(message.Length)] = (byte)random.Next(256);
            message = message[..random.Next(message.Length + 1)];
            message.CopyTo(buffer, 0);
            var verdict = DnsQuestion.Read(message, out var question);
            if (verdict is DnsVerdict.Answer)
                DnsQuestion.Name(message, new char[256]);
            if (verdict is not DnsVerdict.Ignore)
                Assert.InRange(DnsReply.Empty(buffer, question, DnsReply.ServerFailure), DnsQuestion.HeaderSize, 600);
        }
    }

    [Fact]
    public void The_redirection_rewrites_both_ways_without_tracking() => Assert.Equal(
        """
        table ip gantry-dns
        delete table ip gantry-dns
        table ip gantry-dns {
        	chain output {
        		type filter hook output priority raw; policy accept;
        		ip daddr 127.0.0.11 udp dport 53 udp dport set 40000 notrack
        		ip saddr 127.0.0.11 udp sport 40000 udp sport set 53 notrack
        		ip daddr 127.0.0.11 tcp dport 53 tcp dport set 40000 notrack
        		ip saddr 127.0.0.11 tcp sport 40000 tcp sport set 53 notrack
        	}
        }

        """, DnsRedirect.Script(40000));
}
