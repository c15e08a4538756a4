using Gantry.Registry.Auth;

namespace Gantry.Registry.Tests.Auth;

public sealed class AuthChallengeTests
{
    [Fact]
    public void A_challenge_is_read_with_its_quotes_and_commas()
    {
        var challenge = AuthChallenge.Parse("Bearer realm=\"https://auth.example/token\",service=\"a, \\\"b\\\"\", scope=repository:x:pull");
        Assert.Equal("bearer", challenge.Scheme);
        Assert.Equal("https://auth.example/token", challenge["realm"]);
        Assert.Equal("a, \"b\"", challenge["service"]);
        Assert.Equal("repository:x:pull", challenge["scope"]);
    }

    [Theory]
    [InlineData("Basic")]
    [InlineData("Basic realm")]
    [InlineData("Basic =\"")]
    [InlineData("Basic realm=\"open")]
    public void Nonsense_ends(string header) => Assert.Equal("basic", AuthChallenge.Parse(header).Scheme);
}
