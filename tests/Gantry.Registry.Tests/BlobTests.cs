using System.Text;

using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Registry.Auth;
using Gantry.Registry.Errors;
using Gantry.Registry.Tests.Support;

namespace Gantry.Registry.Tests;

public sealed class BlobTests
{
    private static readonly byte[] Content = Encoding.ASCII.GetBytes(string.Concat(Enumerable.Range(0, 1000).Select(i => $"{i:D4} ")));
    private static readonly Descriptor Blob = new() { Digest = Digest.Of(Content), Size = Content.Length };

    [Fact]
    public async Task A_cut_download_goes_on_at_the_same_byte()
    {
        using var server = new ScriptedServer((head, _) =>
        {
            if (IsPing(head)) return ScriptedServer.Reply("200 OK", []);
            var from = From(head);
            var rest = Content[from..];
            return ScriptedServer.Reply(from > 0 ? "206 Partial Content" : "200 OK", rest, from > 0 ? $"Content-Range: bytes {from}-{Content.Length - 1}/{Content.Length}\r\n" : "", Math.Min(rest.Length, 1500));
        });
        Assert.Equal(Content, await Download(server));
        Assert.Equal([0, 1500, 3000, 4500], server.Requests.Where(r => !IsPing(r)).Select(From));
    }

    [Fact]
    public async Task A_registry_that_knows_no_ranges_is_read_again_from_the_start()
    {
        var times = 0;
        using var server = new ScriptedServer((head, _) => IsPing(head) ? ScriptedServer.Reply("200 OK", []) : ScriptedServer.Reply("200 OK", Content, sent: ++times == 1 ? 2000 : Content.Length));
        Assert.Equal(Content, await Download(server));
    }

    [Fact]
    public async Task A_registry_that_refuses_ranges_is_read_again_from_the_start()
    {
        var times = 0;
        using var server = new ScriptedServer((head, _) => IsPing(head) ? ScriptedServer.Reply("200 OK", [])
            : From(head) > 0 ? ScriptedServer.Reply("416 Requested Range Not Satisfiable", [])
            : ScriptedServer.Reply("200 OK", Content, sent: ++times < 3 ? 2000 : Content.Length));
        Assert.Equal(Content, await Download(server));
        Assert.Equal([0, 2000, 0, 0], server.Requests.Where(r => !IsPing(r)).Select(From));
    }

    [Fact]
    public async Task Passing_refusals_are_waited_out()
    {
        var times = 0;
        using var server = new ScriptedServer((head, _) => IsPing(head) ? ScriptedServer.Reply("200 OK", [])
            : ++times switch
            {
                1 => ScriptedServer.Reply("429 Too Many Requests", [], "Retry-After: 0\r\n"),
                2 => ScriptedServer.Reply("503 Service Unavailable", []),
                3 => [],
                _ => ScriptedServer.Reply("200 OK", Content),
            });
        Assert.Equal(Content, await Download(server));
    }

    [Fact]
    public async Task A_download_that_gets_nowhere_is_given_up()
    {
        using var server = new ScriptedServer((head, _) => IsPing(head) ? ScriptedServer.Reply("200 OK", []) : ScriptedServer.Reply("200 OK", Content, sent: 0));
        var fault = await Assert.ThrowsAsync<GantryException>(() => Download(server));
        Assert.Equal($"the download of {Blob.Digest.Short} broke off at byte 0 of 5000: unexpected EOF", fault.Message);
        Assert.Equal(5, server.Requests.Count(r => !IsPing(r)));
    }

    [Fact]
    public async Task A_circle_of_redirects_is_an_error()
    {
        using var server = new ScriptedServer((head, _) => IsPing(head) ? ScriptedServer.Reply("200 OK", []) : ScriptedServer.Reply("307 Temporary Redirect", [], "Location: /v2/x/blobs/again\r\n"));
        Assert.Equal("Get \"/v2/x/blobs/again\": stopped after 10 redirects", (await Assert.ThrowsAsync<RegistryException>(() => Download(server))).Message);
        Assert.InRange(server.Requests.Count, 2, 60);
    }

    [Fact]
    public async Task Credentials_stay_with_the_registry()
    {
        using var storage = new ScriptedServer((_, _) => ScriptedServer.Reply("200 OK", Content));
        using var server = new ScriptedServer((head, _) =>
            !head.Contains("Authorization: Basic dXNlcjpzZWNyZXQ=", StringComparison.Ordinal) ? ScriptedServer.Reply("401 Unauthorized", [], "WWW-Authenticate: Basic realm=\"x\"\r\n")
            : ScriptedServer.Reply("307 Temporary Redirect", [], $"Location: http://{storage.Address}/blob\r\n"));
        Assert.Equal(Content, await Download(server, new RegistryCredentials("user", "secret", "", "", "")));
        Assert.DoesNotContain("Authorization", Assert.Single(storage.Requests), StringComparison.OrdinalIgnoreCase);
    }

    private static bool IsPing(string head) => head.StartsWith("GET /v2/ ", StringComparison.Ordinal);

    private static int From(string head)
    {
        var at = head.IndexOf("Range: bytes=", StringComparison.Ordinal);
        return at < 0 ? 0 : int.Parse(head[(at + 13)..].Split('-')[0], System.Globalization.CultureInfo.InvariantCulture);
    }

    private static async Task<byte[]> Download(ScriptedServer server, RegistryCredentials? credentials = null)
    {
        using var client = new RegistryClient(new RegistryOptions { Pause = TimeSpan.Zero });
        return await client.AtAsync(Reference.Parse($"{server.Address}/x:1"), credentials ?? RegistryCredentials.None, async repository =>
        {
            await using var blob = await repository.BlobAsync(Blob, 0, CancellationToken.None);
            using var content = new MemoryStream();
            await blob.CopyToAsync(content);
            return content.ToArray();
        }, CancellationToken.None);
    }
}
