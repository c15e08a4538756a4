using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Registry.Auth;
using Gantry.Registry.Errors;
using Gantry.Registry.Tests.Support;

namespace Gantry.Registry.Tests;

public sealed class ManifestTests
{
    private static readonly byte[] Document = """{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json"}"""u8.ToArray();

    [Fact]
    public async Task An_anonymous_token_is_fetched_and_shown()
    {
        using var tokens = new ScriptedServer((_, _) => ScriptedServer.Reply("200 OK", """{"token":"abc"}"""u8.ToArray()));
        using var server = new ScriptedServer((head, _) => head.Contains("Authorization: Bearer abc", StringComparison.Ordinal)
            ? ScriptedServer.Reply("200 OK", Document)
            : ScriptedServer.Reply("401 Unauthorized", [], $"WWW-Authenticate: Bearer realm=\"http://{tokens.Address}/token\",service=\"reg\"\r\n"));
        var found = await Fetch(server, "1");
        Assert.Equal(MediaTypes.OciManifest, found.Descriptor.MediaType);
        Assert.Equal(Digest.Of(Document), found.Descriptor.Digest);
        Assert.StartsWith("GET /token?scope=repository%3Ax%3Apull&service=reg ", Assert.Single(tokens.Requests), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_password_the_token_server_refuses_is_told_with_the_registrys_address()
    {
        using var tokens = new ScriptedServer((_, _) => ScriptedServer.Reply("401 Unauthorized", []));
        using var server = new ScriptedServer((_, _) => ScriptedServer.Reply("401 Unauthorized", [], $"WWW-Authenticate: Bearer realm=\"http://{tokens.Address}/token\"\r\n"));
        var fault = await Assert.ThrowsAsync<RegistryException>(() => Fetch(server, "1"));
        Assert.Equal($"Get \"http://{server.Address}/v2/x/manifests/1\": unauthorized: incorrect username or password", fault.Message);
        Assert.Equal(ErrorKind.Unauthorized, fault.Kind);
        Assert.Single(tokens.Requests);
    }

    [Theory]
    [InlineData("insufficient_scope", 1)]
    [InlineData("invalid_token", 2)]
    public async Task A_token_that_grants_too_little_is_not_asked_for_again(string error, int asked)
    {
        using var tokens = new ScriptedServer((_, _) => ScriptedServer.Reply("200 OK", """{"token":"abc"}"""u8.ToArray()));
        using var server = new ScriptedServer((head, _) => ScriptedServer.Reply(
            "401 Unauthorized", [], $"WWW-Authenticate: Bearer realm=\"http://{tokens.Address}/token\"{(head.Contains("Bearer abc", StringComparison.Ordinal) ? $",error=\"{error}\"" : "")}\r\n"));
        await Assert.ThrowsAsync<RegistryException>(() => Fetch(server, "1"));
        Assert.Equal(asked, tokens.Requests.Count);
    }

    [Fact]
    public async Task A_manifest_that_is_not_what_was_asked_for_is_refused()
    {
        using var server = new ScriptedServer((_, _) => ScriptedServer.Reply("200 OK", Document));
        var asked = Digest.Of("other"u8);
        var fault = await Assert.ThrowsAsync<GantryException>(() => Fetch(server, asked.Value));
        Assert.Equal($"manifest verification failed for digest {asked}", fault.Message);
    }

    [Theory]
    [InlineData("other", false)]
    [InlineData("""{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json"}""", true)]
    public async Task A_manifest_that_is_not_what_the_registry_says_is_refused(string content, bool isTaken)
    {
        var told = Digest.Of(System.Text.Encoding.UTF8.GetBytes(content));
        using var server = new ScriptedServer((_, _) => ScriptedServer.Reply("200 OK", Document, $"Docker-Content-Digest: {told}\r\n"));
        if (isTaken) Assert.Equal(told, (await Fetch(server, "1")).Descriptor.Digest);
        else Assert.Equal($"manifest verification failed for digest {told}", (await Assert.ThrowsAsync<GantryException>(() => Fetch(server, "1"))).Message);
    }

    [Fact]
    public async Task A_digest_the_registry_says_must_be_one()
    {
        using var server = new ScriptedServer((_, _) => ScriptedServer.Reply("200 OK", Document, "Docker-Content-Digest: nonsense\r\n"));
        Assert.Equal("invalid checksum digest format", (await Assert.ThrowsAsync<GantryException>(() => Fetch(server, "1"))).Message);
    }

    [Theory]
    [InlineData(MediaTypes.OciManifest, true)]
    [InlineData("application/json", true)]
    [InlineData(MediaTypes.DockerManifest, false)]
    [InlineData(MediaTypes.OciIndex, false)]
    public async Task A_manifest_is_not_two_things_at_once(string type, bool isTaken)
    {
        using var server = new ScriptedServer((_, _) => ScriptedServer.Reply("200 OK", Document, $"Content-Type: {type}\r\n"));
        if (isTaken) Assert.Equal(MediaTypes.OciManifest, (await Fetch(server, "1")).Descriptor.MediaType);
        else Assert.Equal($"if present, mediaType in manifest should be '{type}' not '{MediaTypes.OciManifest}'", (await Assert.ThrowsAsync<GantryException>(() => Fetch(server, "1"))).Message);
    }

    [Fact]
    public async Task What_is_no_error_of_a_registry_is_told_as_it_is()
    {
        using var server = new ScriptedServer((head, _) => head.StartsWith("GET /v2/ ", StringComparison.Ordinal)
            ? ScriptedServer.Reply("200 OK", [])
            : ScriptedServer.Reply("404 Not Found", "nothing here\n"u8.ToArray(), "Content-Type: text/plain\r\n"));
        Assert.Equal("unknown: nothing here", (await Assert.ThrowsAsync<RegistryException>(() => Fetch(server, "1"))).Message);
    }

    [Fact]
    public async Task The_registrys_error_is_told()
    {
        using var server = new ScriptedServer((head, _) => head.StartsWith("GET /v2/ ", StringComparison.Ordinal)
            ? ScriptedServer.Reply("200 OK", [])
            : ScriptedServer.Reply("404 Not Found", """{"errors":[{"code":"MANIFEST_UNKNOWN","message":"manifest unknown"}]}"""u8.ToArray()));
        var fault = await Assert.ThrowsAsync<RegistryException>(() => Fetch(server, "1"));
        Assert.Equal(("MANIFEST_UNKNOWN", "manifest unknown: manifest unknown"), (fault.Code, fault.Message));
    }

    [Fact]
    public async Task An_endless_manifest_is_cut_off()
    {
        using var server = new ScriptedServer((head, _) => head.StartsWith("GET /v2/ ", StringComparison.Ordinal)
            ? ScriptedServer.Reply("200 OK", [])
            : ScriptedServer.Reply("200 OK", new byte[5 << 20]));
        Assert.Equal("the manifest is larger than 4194304 bytes", (await Assert.ThrowsAsync<GantryException>(() => Fetch(server, "1"))).Message);
    }

    [Fact]
    public async Task Nobody_there_is_said_in_the_words_of_docker()
    {
        var server = new ScriptedServer((_, _) => []);
        server.Dispose();
        Assert.Equal(
            $"Get \"http://{server.Address}/v2/\": dial tcp {server.Address}: connect: connection refused",
            (await Assert.ThrowsAsync<ConnectionException>(() => Fetch(server, "1"))).Message);
    }

    private static async Task<FetchedManifest> Fetch(ScriptedServer server, string what)
    {
        using var client = new RegistryClient(new RegistryOptions { Pause = TimeSpan.Zero, MaxAttempts = 2 });
        return await client.AtAsync(Reference.Parse($"{server.Address}/x:1"), RegistryCredentials.None, r => r.ManifestAsync(what, CancellationToken.None), CancellationToken.None);
    }
}
