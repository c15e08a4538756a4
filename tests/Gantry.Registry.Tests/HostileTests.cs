using System.Globalization;
using System.Security.Cryptography;
using System.Text;

using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Registry.Auth;
using Gantry.Registry.Errors;
using Gantry.Registry.Tests.Support;

namespace Gantry.Registry.Tests;

/// <summary>Registries that lie, stall or never end: a success after all or a clear error, in bounded time.</summary>
public sealed class HostileTests
{
    private static readonly byte[] Document = """{"schemaVersion":2}"""u8.ToArray();

    [Fact]
    public async Task A_manifest_that_breaks_off_is_asked_for_again()
    {
        var times = 0;
        using var server = Registry(() => ScriptedServer.Reply("200 OK", Document, sent: ++times == 1 ? 5 : Document.Length));
        Assert.Equal(Document, (await At(server, r => r.ManifestAsync("1", CancellationToken.None))).Content);
        Assert.Equal(2, times);
    }

    [Fact]
    public async Task A_manifest_shorter_than_promised_every_time_is_an_error()
    {
        using var server = Registry(() => ScriptedServer.Reply("200 OK", Document, sent: 5));
        Assert.StartsWith("the manifest: ", (await Assert.ThrowsAsync<ConnectionException>(() => At(server, r => r.ManifestAsync("1", CancellationToken.None)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_manifest_that_never_comes_to_an_end_is_given_up()
    {
        using var server = Registry(() => ScriptedServer.Reply("200 OK", Document, sent: 5), holdsOpen: true);
        Assert.Equal(
            "the manifest: not complete after 0 seconds",
            (await Assert.ThrowsAsync<ConnectionException>(() => At(server, r => r.ManifestAsync("1", CancellationToken.None)))).Message);
    }

    [Fact]
    public async Task A_manifest_of_another_sha512_is_refused()
    {
        var asked = "sha512:" + Convert.ToHexStringLower(SHA512.HashData("other"u8));
        using var server = Registry(() => ScriptedServer.Reply("200 OK", Document));
        Assert.Equal($"manifest verification failed for digest {asked}", (await Assert.ThrowsAsync<GantryException>(() => At(server, r => r.ManifestAsync(asked, CancellationToken.None)))).Message);
    }

    [Fact]
    public async Task A_configuration_that_is_another_is_refused()
    {
        var asked = new Descriptor { Digest = Digest.Of("other"u8), Size = 5 };
        using var server = Registry(() => ScriptedServer.Reply("200 OK", Document));
        Assert.Equal($"image config verification failed for digest {asked.Digest}", (await Assert.ThrowsAsync<GantryException>(() => At(server, r => r.DocumentAsync(asked, CancellationToken.None)))).Message);
    }

    [Fact]
    public async Task A_refusal_without_its_body_still_says_its_status()
    {
        using var server = Registry(() => ScriptedServer.Reply("400 Bad Request", new byte[100], sent: 3));
        Assert.Equal("received unexpected HTTP status: 400 Bad Request", (await Assert.ThrowsAsync<RegistryException>(() => At(server, r => r.ManifestAsync("1", CancellationToken.None)))).Message);
    }

    [Fact]
    public async Task An_error_of_the_registrys_own_is_told_with_its_status_and_its_words()
    {
        using var server = Registry(() => ScriptedServer.Reply("503 Service Unavailable", """{"errors":[{"code":"UNAVAILABLE","message":"the disk is full"}]}"""u8.ToArray()));
        Assert.Equal(
            "received unexpected HTTP status: 503 Service Unavailable: unavailable: the disk is full",
            (await Assert.ThrowsAsync<RegistryException>(() => At(server, r => r.ManifestAsync("1", CancellationToken.None)))).Message);
    }

    [Fact]
    public async Task A_registry_that_asks_for_an_hours_patience_is_left()
    {
        using var server = Registry(() => ScriptedServer.Reply("429 Too Many Requests", [], "Retry-After: 3600\r\n"));
        var fault = await Assert.ThrowsAsync<RegistryException>(() => At(server, r => r.ManifestAsync("1", CancellationToken.None)));
        Assert.Equal((TimeSpan.FromHours(1), "toomanyrequests: the registry refuses more requests for now"), (fault.Wait!.Value, fault.Message));
    }

    [Fact]
    public async Task Pages_of_tags_are_put_together()
    {
        using var server = Registry(Page(number => number < 2 ? number + 1 : null));
        Assert.Equal(["t0", "t1", "t2"], await At(server, r => r.TagsAsync(CancellationToken.None)));
    }

    [Fact]
    public async Task Pages_of_tags_that_lead_in_a_circle_are_an_error()
    {
        using var server = Registry(Page(number => (number + 1) % 3));
        Assert.Equal(
            $"the registry's list of tags leads in a circle at http://{server.Address}/v2/x/tags/list?p=1",
            (await Assert.ThrowsAsync<GantryException>(() => At(server, r => r.TagsAsync(CancellationToken.None)))).Message);
    }

    [Fact]
    public async Task Empty_pages_end_a_list_of_tags()
    {
        var asked = 0;
        using var server = Registry(() => ScriptedServer.Reply("200 OK", """{"tags":[]}"""u8.ToArray(), $"Link: </v2/x/tags/list?p={++asked}>; rel=next\r\n"));
        Assert.Empty(await At(server, r => r.TagsAsync(CancellationToken.None)));
        Assert.Equal(1, asked);
    }

    [Theory]
    [InlineData("[]")]
    [InlineData("{")]
    public async Task A_list_of_tags_that_is_none_is_an_error(string body)
    {
        using var server = Registry(() => ScriptedServer.Reply("200 OK", Encoding.ASCII.GetBytes(body)));
        Assert.StartsWith("invalid list of tags: ", (await Assert.ThrowsAsync<GantryException>(() => At(server, r => r.TagsAsync(CancellationToken.None)))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_list_of_tags_does_not_lead_to_another_host()
    {
        using var server = Registry(() => ScriptedServer.Reply("200 OK", """{"tags":["t"]}"""u8.ToArray(), "Link: <http://192.0.2.1/v2/x/tags/list>; rel=next\r\n"));
        Assert.Equal(["t"], await At(server, r => r.TagsAsync(CancellationToken.None)));
    }

    [Fact]
    public async Task An_endless_token_is_cut_off()
    {
        using var tokens = new ScriptedServer((_, _) => ScriptedServer.Reply("200 OK", new byte[2 << 20]));
        using var server = new ScriptedServer((_, _) => ScriptedServer.Reply("401 Unauthorized", [], $"WWW-Authenticate: Bearer realm=\"http://{tokens.Address}/token\"\r\n"));
        Assert.Equal($"the token of {tokens.Address} is larger than 1048576 bytes", (await Assert.ThrowsAsync<GantryException>(() => At(server, r => r.ManifestAsync("1", CancellationToken.None)))).Message);
    }

    [Fact]
    public async Task A_token_server_that_fails_says_nothing_of_the_image()
    {
        using var tokens = new ScriptedServer((_, _) => ScriptedServer.Reply("500 Internal Server Error", """{"errors":[{"code":"UNAUTHORIZED","message":"no"}]}"""u8.ToArray()));
        using var server = new ScriptedServer((_, _) => ScriptedServer.Reply("401 Unauthorized", [], $"WWW-Authenticate: Bearer realm=\"http://{tokens.Address}/token\"\r\n"));
        var fault = await Assert.ThrowsAsync<RegistryException>(() => At(server, r => r.ManifestAsync("1", CancellationToken.None)));
        Assert.Equal(("", $"failed to fetch a token from {tokens.Address}: received unexpected HTTP status: 500 Internal Server Error: unauthorized: no"), (fault.Code, fault.Message));
    }

    [Fact]
    public async Task A_blob_that_trickles_is_given_up()
    {
        using var server = Registry(() => ScriptedServer.Reply("200 OK", new byte[5000], sent: 1), holdsOpen: true);
        var blob = new Descriptor { Digest = Digest.Of(new byte[5000]), Size = 5000 };
        var fault = await Assert.ThrowsAsync<GantryException>(() => At(server, async r =>
        {
            await using var stream = await r.BlobAsync(blob, 0, CancellationToken.None);
            await stream.CopyToAsync(Stream.Null);
            return true;
        }));
        Assert.StartsWith($"the download of {blob.Digest.Short} broke off at byte ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_layer_only_its_owner_hands_out_is_fetched_there_without_credentials()
    {
        var content = "layer"u8.ToArray();
        using var owner = new ScriptedServer((_, _) => ScriptedServer.Reply("200 OK", content));
        using var server = new ScriptedServer((head, _) => !head.Contains("Authorization: Basic", StringComparison.Ordinal)
            ? ScriptedServer.Reply("401 Unauthorized", [], "WWW-Authenticate: Basic realm=\"x\"\r\n")
            : ScriptedServer.Reply("404 Not Found", []));
        var blob = new Descriptor { Digest = Digest.Of(content), Size = content.Length, Urls = ["ftp://nowhere/", $"http://{owner.Address}/layer"] };
        var found = await At(
            server,
            async r =>
            {
                await using var stream = await r.BlobAsync(blob, 0, CancellationToken.None);
                using var copy = new MemoryStream();
                await stream.CopyToAsync(copy);
                return copy.ToArray();
            },
            new RegistryCredentials("user", "secret", "", "", ""));
        Assert.Equal(content, found);
        Assert.DoesNotContain("Authorization", Assert.Single(owner.Requests), StringComparison.OrdinalIgnoreCase);
    }

    private static ScriptedServer Registry(Func<byte[]> answer, bool holdsOpen = false) => Registry(_ => answer(), holdsOpen);

    private static ScriptedServer Registry(Func<string, byte[]> answer, bool holdsOpen = false) =>
        new((head, _) => head.StartsWith("GET /v2/ ", StringComparison.Ordinal) ? ScriptedServer.Reply("200 OK", []) : answer(head), holdsOpen: holdsOpen);

    private static Func<string, byte[]> Page(Func<int, int?> next) => head =>
    {
        var at = head.IndexOf("?p=", StringComparison.Ordinal);
        var number = at < 0 ? 0 : int.Parse(head[(at + 3)..].Split(' ')[0], CultureInfo.InvariantCulture);
        return ScriptedServer.Reply("200 OK", Encoding.ASCII.GetBytes($$"""{"tags":["t{{number}}"]}"""), next(number) is { } following ? $"Link: </v2/x/tags/list?p={following}>; rel=\"next\"\r\n" : "");
    };

    private static async Task<T> At<T>(ScriptedServer server, Func<Repository, Task<T>> work, RegistryCredentials? credentials = null)
    {
        var options = new RegistryOptions { Pause = TimeSpan.Zero, MaxAttempts = 2, Silence = TimeSpan.FromSeconds(server.HoldsOpen ? 1 : 30), DocumentTime = TimeSpan.FromSeconds(0.3) };
        using var client = new RegistryClient(options);
        return await client.AtAsync(Reference.Parse($"{server.Address}/x:1"), credentials ?? RegistryCredentials.None, work, CancellationToken.None);
    }
}
