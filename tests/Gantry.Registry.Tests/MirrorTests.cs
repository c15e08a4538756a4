using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Registry.Auth;
using Gantry.Registry.Tests.Support;

namespace Gantry.Registry.Tests;

/// <summary>Mirrors of Docker's registry, one of which does not do its work.</summary>
public sealed class MirrorTests
{
    private static readonly byte[] Document = """{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json"}"""u8.ToArray();

    [Fact]
    public async Task The_next_one_is_asked_where_a_mirrors_content_is_not_what_it_should_be()
    {
        using var lying = Mirror(() => ScriptedServer.Reply("200 OK", Document, $"Docker-Content-Digest: {Digest.Of("other"u8)}\r\n"));
        using var good = Mirror(() => ScriptedServer.Reply("200 OK", Document));
        Assert.Equal(Digest.Of(Document), await Pull(lying, good));
        Assert.Equal(2, lying.Requests.Count);
    }

    [Theory]
    [InlineData("500 Internal Server Error", -1)]
    [InlineData("429 Too Many Requests", -1)]
    [InlineData("200 OK", 3)]
    public async Task A_mirror_that_fails_is_not_asked_twice(string status, int sent)
    {
        using var failing = Mirror(() => ScriptedServer.Reply(status, Document, sent: sent < 0 ? null : sent));
        using var good = Mirror(() => ScriptedServer.Reply("200 OK", Document));
        Assert.Equal(Digest.Of(Document), await Pull(failing, good));
        Assert.Single(failing.Requests, r => r.StartsWith("GET /v2/library/x/manifests/1 ", StringComparison.Ordinal));
    }

    [Fact]
    public async Task The_registrys_user_is_shown_to_a_mirror_that_asks_who_it_is()
    {
        using var mirror = new ScriptedServer((head, _) => head.Contains("\r\nAuthorization: Basic dTpw\r\n", StringComparison.OrdinalIgnoreCase)
            ? ScriptedServer.Reply("200 OK", Document)
            : ScriptedServer.Reply("401 Unauthorized", [], "WWW-Authenticate: Basic realm=\"x\"\r\n"));
        Assert.Equal(Digest.Of(Document), await Pull(mirror));
    }

    private static ScriptedServer Mirror(Func<byte[]> answer) =>
        new((head, _) => head.StartsWith("GET /v2/ ", StringComparison.Ordinal) ? ScriptedServer.Reply("200 OK", []) : answer());

    private static async Task<Digest> Pull(params ScriptedServer[] mirrors)
    {
        using var client = new RegistryClient(new RegistryOptions { Mirrors = [.. mirrors.Select(m => $"http://{m.Address}/")], Pause = TimeSpan.FromHours(1), CertificateFolders = [] });
        return (await client.AtAsync(Reference.Parse("x:1"), new RegistryCredentials("u", "p", "", "", ""), r => r.ManifestAsync("1", CancellationToken.None), CancellationToken.None)).Descriptor.Digest;
    }
}
