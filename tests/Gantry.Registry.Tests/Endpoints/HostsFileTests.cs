using Gantry.Oci.Errors;
using Gantry.Registry.Endpoints;

namespace Gantry.Registry.Tests.Endpoints;

public sealed class HostsFileTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("hosts").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private IReadOnlyList<RegistryEndpoint> Of(string domain) => EndpointList.Of(domain, new RegistryOptions { CertificateFolders = [_folder], Mirrors = ["http://mirror/"] });

    private void Write(string name, string text)
    {
        Directory.CreateDirectory(Path.Combine(_folder, name));
        File.WriteAllText(Path.Combine(_folder, name, "hosts.toml"), text);
    }

    [Fact]
    public void Hosts_are_asked_in_their_order_and_the_registry_last()
    {
        Write("docker.io", """
            server = "https://docker.io"
            [host."https://z.test:8443"]
            capabilities = ["pull", "resolve"]
            [host."http://a.test"]
            capabilities = ["pull"]
            [host."b.test/path"]
            skip_verify = true
            [host."https://c.test/other"]
            override_path = true
            """);
        var found = Of("docker.io");
        Assert.Equal(
            ["https://z.test:8443/ v2/ True", "http://a.test/ v2/ False", "https://b.test/ path/v2/ False", "https://c.test/ other/ True", "https://registry-1.docker.io/ v2/ True"],
            found.Select(e => $"{e.Base} {e.Root} {e.IsVerified}"));
        Assert.Equal(
            [HostCapabilities.Pull | HostCapabilities.Resolve, HostCapabilities.Pull, HostCapabilities.All, HostCapabilities.All, HostCapabilities.All], found.Select(e => e.Capabilities));
        Assert.Equal(["docker.io", "docker.io", "docker.io", "docker.io", null], found.Select(e => e.Namespace));
        Assert.Equal([true, true, true, true, false], found.Select(e => e.IsMirror));
    }

    [Fact]
    public void Without_a_server_the_registry_is_what_its_name_means()
    {
        Write("docker.io", "[host.\"https://a.test\"]");
        Assert.Equal(["https://a.test/", "http://mirror/", "https://registry-1.docker.io/"], Of("docker.io").Select(e => e.Base.ToString()));
    }

    [Fact]
    public void A_folder_for_all_counts_where_a_registry_has_none_of_its_own()
    {
        Write("_default", "[host.\"https://cache.test\"]");
        Write("own.test_5000_", "server = \"http://else.test\"");
        Assert.Equal(["https://cache.test/", "https://any.test/"], Of("any.test").Select(e => e.Base.ToString()));
        Assert.Equal(["http://else.test/"], Of("own.test:5000").Select(e => e.Base.ToString()));
    }

    [Fact]
    public void Certificates_and_headers_are_the_hosts_own()
    {
        Write("r.test", """
            [host."https://a.test"]
            ca = ["ca.crt", "/other.crt"]
            client = [["a.cert", "a.key"], "both.pem"]
            [host."https://a.test".header]
            x-one = "1"
            x-two = ["2", "3"]
            """);
        var host = Of("r.test")[0];
        Assert.Equal([$"{_folder}/r.test/ca.crt", "/other.crt"], host.Certificates.Authorities);
        Assert.Equal([($"{_folder}/r.test/a.cert", $"{_folder}/r.test/a.key"), ($"{_folder}/r.test/both.pem", null)], host.Certificates.Clients);
        Assert.Equal(["x-one=1", "x-two=2", "x-two=3"], host.Headers.Select(h => $"{h.Key}={h.Value}"));
    }

    [Theory]
    [InlineData("server = ", "(1,10) : error : Missing value after `=`.")]
    [InlineData("server = 1", "\"server\" has a value of the wrong kind")]
    [InlineData("[host.\"ftp://x\"]", "\"ftp://x\" is no address of a host")]
    [InlineData("[host.\"https://x\"]\ncapabilities = [\"fly\"]", "unknown capability \"fly\": pull, resolve or push")]
    [InlineData("[host.\"https://x\"]\nskip_verify = \"yes\"", "\"skip_verify\" has a value of the wrong kind")]
    public void What_is_wrong_is_told_with_the_file(string text, string told)
    {
        Write("r.test", text);
        var fault = Assert.Throws<GantryException>(() => Of("r.test"));
        Assert.Equal((ErrorKind.Invalid, $"cannot use {_folder}/r.test/hosts.toml: {told}"), (fault.Kind, fault.Message));
    }
}
