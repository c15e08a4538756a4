using Gantry.Registry.Proxies;

namespace Gantry.Registry.Tests.Proxies;

public sealed class ProxyRulesTests
{
    private static readonly ProxySettings Settings = new("plain:3128", "http://user:p%40ss@secure:3129", "example.com,.only.sub,10.0.0.0/8,192.168.1.9,ported:5000,*.star.org");

    [Theory]
    [InlineData("http://registry/", "http://plain:3128/")]
    [InlineData("https://registry/", "http://user:p%40ss@secure:3129/")]
    [InlineData("https://localhost:5000/", null)]
    [InlineData("http://127.0.0.5/", null)]
    [InlineData("https://[::1]/", null)]
    [InlineData("https://example.com/", null)]
    [InlineData("https://EU.Example.com/", null)]
    [InlineData("https://notexample.com/", "http://user:p%40ss@secure:3129/")]
    [InlineData("https://only.sub/", "http://user:p%40ss@secure:3129/")]
    [InlineData("https://a.only.sub/", null)]
    [InlineData("https://a.star.org/", null)]
    [InlineData("https://10.9.8.7/", null)]
    [InlineData("https://11.9.8.7/", "http://user:p%40ss@secure:3129/")]
    [InlineData("https://192.168.1.9/", null)]
    [InlineData("https://ported:5000/", null)]
    [InlineData("https://ported/", "http://user:p%40ss@secure:3129/")]
    public void An_address_is_reached_directly_or_by_the_proxy_of_its_scheme(string address, string? proxy)
    {
        var rules = new ProxyRules(Settings);
        Assert.Equal(proxy, rules.GetProxy(new Uri(address))?.ToString());
        Assert.Equal(proxy is null, rules.IsBypassed(new Uri(address)));
    }

    [Fact]
    public void A_star_lets_nothing_go_by_a_proxy() => Assert.Null(new ProxyRules(Settings with { None = "*" }).GetProxy(new Uri("http://x/")));

    [Fact]
    public void Name_and_password_come_from_the_proxys_address()
    {
        var found = new ProxyRules(Settings).Credentials!.GetCredential(new Uri(Settings.Https), "Basic")!;
        Assert.Equal(("user", "p@ss"), (found.UserName, found.Password));
    }

    [Theory]
    [InlineData("http://user:secret@proxy:3128", "http://xxxxx:xxxxx@proxy:3128")]
    [InlineData("user:secret@proxy:3128", "xxxxx:xxxxx@proxy:3128")]
    [InlineData("http://user:sec@ret@[::1:none/a@b", "http://xxxxx:xxxxx@[::1:none/a@b")]
    [InlineData("http://proxy:3128", "http://proxy:3128")]
    [InlineData("", "")]
    public void Passwords_are_not_shown(string address, string shown) => Assert.Equal(shown, ProxySettings.Masked(address));
}
