using System.Text;

using Gantry.Registry.Auth;

namespace Gantry.Registry.Tests.Auth;

public sealed class RegistryCredentialsTests
{
    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[1]")]
    [InlineData("{")]
    [InlineData("""{"auth":"!"}""")]
    public void What_is_no_object_of_credentials_is_nobody(string json) => Assert.Equal(RegistryCredentials.None, RegistryCredentials.Decode(Header(json)));

    [Fact]
    public void What_is_no_base_64_is_nobody() => Assert.Equal(RegistryCredentials.None, RegistryCredentials.Decode("!!!"));

    [Fact]
    public void What_follows_the_object_is_not_looked_at() =>
        Assert.Equal("me", RegistryCredentials.Decode(Header("""{"username":"me","password":"x"} more""")).User);

    private static string Header(string json) => Convert.ToBase64String(Encoding.UTF8.GetBytes(json));
}
