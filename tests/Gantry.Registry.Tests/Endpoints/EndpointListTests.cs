using Gantry.Registry.Endpoints;

namespace Gantry.Registry.Tests.Endpoints;

public sealed class EndpointListTests
{
    [Theory]
    [InlineData("docker.io", "https://registry-1.docker.io/")]
    [InlineData("example.com:5000", "https://example.com:5000/")]
    [InlineData("localhost:5000", "https://localhost:5000/ http://localhost:5000/")]
    [InlineData("127.0.0.5", "https://127.0.0.5/ http://127.0.0.5/")]
    [InlineData("10.1.2.3:80", "https://10.1.2.3:80/ http://10.1.2.3/")]
    [InlineData("named:1", "https://named:1/ http://named:1/")]
    public void Loopback_and_named_registries_are_tried_without_proof(string domain, string expected)
    {
        var found = EndpointList.Of(domain, new RegistryOptions { Insecure = ["10.0.0.0/8", "named:1"] });
        Assert.Equal(expected.Split(' ').Distinct(), found.Select(e => e.Base.ToString()));
        Assert.Equal(found.Count == 1, found[0].IsVerified);
    }

    [Fact]
    public void Mirrors_come_before_docker_io_and_nothing_else()
    {
        var options = new RegistryOptions { Mirrors = ["http://mirror:5000/"] };
        Assert.Equal(["http://mirror:5000/", "https://registry-1.docker.io/"], EndpointList.Of("docker.io", options).Select(e => e.Base.ToString()));
        Assert.Single(EndpointList.Of("quay.io", options));
    }
}
