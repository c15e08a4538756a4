using System.Text;

using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Registry.Auth;
using Gantry.Registry.Tests.Support;

namespace Gantry.Registry.Tests;

/// <summary>Pulls through hosts an operator has named.</summary>
public sealed class HostsTests : IDisposable
{
    private static readonly byte[] Document = """{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json"}"""u8.ToArray();
    private readonly string _folder = Directory.CreateTempSubdirectory("hosts").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private async Task<Digest> Pull(string hosts, RegistryCredentials? user = null)
    {
        Directory.CreateDirectory(_folder + "/r.test");
        await File.WriteAllTextAsync(_folder + "/r.test/hosts.toml", hosts);
        using var client = new RegistryClient(new RegistryOptions { CertificateFolders = [_folder], MaxAttempts = 1 });
        return (await client.AtAsync(Reference.Parse("r.test/x:1"), user ?? RegistryCredentials.None, r => r.ManifestAsync("1", CancellationToken.None), CancellationToken.None)).Descriptor.Digest;
    }

    [Fact]
    public async Task A_host_that_may_not_say_what_a_tag_is_gives_what_the_registry_says()
    {
        using var host = new ScriptedServer((_, _) => ScriptedServer.Reply("200 OK", Document));
        using var server = new ScriptedServer((_, _) => ScriptedServer.Reply("200 OK", [], $"Docker-Content-Digest: {Digest.Of(Document)}\r\n"));
        Assert.Equal(Digest.Of(Document), await Pull($"server = \"http://{server.Address}\"\n[host.\"http://{host.Address}\"]\ncapabilities = [\"pull\"]\n[host.\"http://{host.Address}\".header]\nx-who = \"me\"\n"));
        Assert.StartsWith("HEAD /v2/x/manifests/1 ", Assert.Single(server.Requests), StringComparison.Ordinal);
        var asked = host.Requests[^1];
        Assert.StartsWith($"GET /v2/x/manifests/{Digest.Of(Document)}?ns=r.test ", asked, StringComparison.Ordinal);
        Assert.Contains("\r\nx-who: me\r\n", asked, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_host_is_not_shown_the_registrys_user()
    {
        const string Challenge = "WWW-Authenticate: Basic realm=\"x\"\r\n";
        using var host = new ScriptedServer((_, _) => ScriptedServer.Reply("401 Unauthorized", [], Challenge));
        using var server = new ScriptedServer((head, _) => head.Contains("\r\nAuthorization: ", StringComparison.Ordinal) ? ScriptedServer.Reply("200 OK", Document) : ScriptedServer.Reply("401 Unauthorized", [], Challenge));
        Assert.Equal(Digest.Of(Document), await Pull($"server = \"http://{server.Address}\"\n[host.\"http://{host.Address}\"]\n", new RegistryCredentials("u", "p", "", "", "")));
        Assert.NotEmpty(host.Requests);
        Assert.All(host.Requests, r => Assert.DoesNotContain("Authorization", r, StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_next_host_is_asked_for_what_one_has_not()
    {
        using var empty = new ScriptedServer((head, _) => head.StartsWith("GET /v2/ ", StringComparison.Ordinal) ? ScriptedServer.Reply("200 OK", []) : ScriptedServer.Reply("404 Not Found", Encoding.ASCII.GetBytes("{}")));
        using var full = new ScriptedServer((_, _) => ScriptedServer.Reply("200 OK", Document));
        Assert.Equal(Digest.Of(Document), await Pull($"[host.\"http://{empty.Address}\"]\n[host.\"http://{full.Address}\"]\n"));
        Assert.Contains(empty.Requests, r => r.StartsWith("GET /v2/x/manifests/1?ns=r.test ", StringComparison.Ordinal));
    }
}
