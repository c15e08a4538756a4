using Gantry.Api.Tests.Fakes;

namespace Gantry.Api.Tests.Routing;

public sealed class VersionTests
{
    [Theory]
    [InlineData("/v1.52/version", 400, "{\"message\":\"client version 1.52 is too new. Maximum supported API version is 1.51\"}\n")]
    [InlineData("/v1.23/version", 400, "client version 1.23 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version\n")]
    [InlineData("/v1.24x/version", 404, "{\"message\":\"page not found\"}\n")]
    [InlineData("/nothing", 404, "{\"message\":\"page not found\"}\n")]
    [InlineData("/v1.51/nothing", 404, "{\"message\":\"page not found\"}\n")]
    public async Task A_path_outside_the_versions_or_routes_is_refused(string path, int status, string body)
    {
        await using var engine = await FakeEngine.StartAsync();
        Assert.Equal((status, body), await engine.GetAsync(path));
    }

    [Fact]
    public async Task A_ping_tells_what_the_server_is()
    {
        await using var engine = await FakeEngine.StartAsync();
        using var response = await engine.Client.GetAsync("/_ping");
        Assert.Equal("OK", await response.Content.ReadAsStringAsync());
        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        foreach (var (name, value) in new[]
        {
            ("Server", "Docker/28.5.2 (linux)"), ("Api-Version", "1.51"), ("Ostype", "linux"), ("Docker-Experimental", "false"),
            ("Builder-Version", "2"), ("Swarm", "inactive"), ("Cache-Control", "no-cache, no-store, must-revalidate"), ("Pragma", "no-cache"),
        })
        {
            Assert.Equal(value, response.Headers.NonValidated[name].ToString());
        }
    }

    [Fact]
    public async Task A_client_that_has_half_closed_gets_its_answer()
    {
        await using var engine = await FakeEngine.StartAsync();
        var answer = await engine.ExchangeAsync("HEAD /_ping HTTP/1.1\r\nHost: d\r\n\r\n");
        Assert.StartsWith("HTTP/1.1 200 OK\r\n", answer);
        Assert.Contains("Content-Length: 0\r\n", answer);
    }
}
