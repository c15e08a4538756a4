using System.Net;
using System.Net.Http.Headers;
using System.Text;

using Gantry.Distribution.Hosting;
using Gantry.Distribution.Tests.Support;
using Gantry.Distribution.Upstream;
using Gantry.Registry.Auth;

using Microsoft.AspNetCore.Http;

namespace Gantry.Distribution.Tests.Upstream;

/// <summary>A cache, <see cref="ServerTests.Http"/>, of a registry that tests fill and switch off.</summary>
public class PullThroughTests : ServerTests
{
    private static readonly TimeSpan Keep = TimeSpan.FromHours(1);

    private RelayedUpstream upstream = null!;
    private RegistryCredentials credentials = RegistryCredentials.None;
    private string? passwords;

    private string Folder => Path.Combine(Path.GetDirectoryName(Root)!, "upstream");

    public override async Task InitializeAsync()
    {
        upstream = new RelayedUpstream(new DistributionOptions { Root = Folder, PasswordFile = passwords });
        await upstream.StartAsync();
        await base.InitializeAsync();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await upstream.DisposeAsync();
    }

    protected override DistributionOptions Configure(DistributionOptions options)
    {
        var of = new UpstreamOptions { Address = upstream.Address, Credentials = credentials, Keep = Keep, Rest = TimeSpan.Zero };
        return options with { BlobPatience = Keep, Upstream = of with { Transport = of.Transport with { MaxAttempts = 1 } } };
    }

    [Fact]
    public async Task What_was_pulled_once_is_there_while_upstream_is_not()
    {
        var manifest = await Fill("dir/a", "1", "layer");
        Assert.Equal(manifest, await Text("/v2/dir/a/manifests/1"));
        Assert.Equal("layer", await Text($"/v2/dir/a/blobs/{Sha256("layer")}"));
        await upstream.GoAway();

        Assert.Equal(manifest, await Text("/v2/dir/a/manifests/1"));
        Assert.Equal(manifest, await Text($"/v2/dir/a/manifests/{Sha256(manifest)}"));
        Assert.Equal("layer", await Text($"/v2/dir/a/blobs/{Sha256("layer")}"));
        Assert.Equal("""{"name":"dir/a","tags":["1"]}""", await Text("/v2/dir/a/tags/list"));
        await Refused(await Send(HttpMethod.Get, $"/v2/dir/a/blobs/{Sha256("{}")}"), HttpStatusCode.BadGateway, "UNAVAILABLE");
        await Refused(await Send(HttpMethod.Get, "/v2/dir/a/manifests/2"), HttpStatusCode.BadGateway, "UNAVAILABLE");
    }

    [Fact]
    public async Task What_is_here_is_not_fetched_again()
    {
        var manifest = await Fill("a", "1", "layer");
        for (var time = 0; time < 2; time++)
        {
            await Text("/v2/a/manifests/1");
            await Text($"/v2/a/manifests/{Sha256(manifest)}");
            await Text($"/v2/a/blobs/{Sha256("layer")}");
        }

        Assert.Equal(
            ["HEAD /v2/a/manifests/1", $"GET /v2/a/manifests/{Sha256(manifest)}", $"HEAD /v2/a/blobs/{Sha256("layer")}", $"GET /v2/a/blobs/{Sha256("layer")}", "HEAD /v2/a/manifests/1"],
            upstream.Requests.Where(request => request != "GET /v2/"));
    }

    [Fact]
    public async Task A_tag_follows_upstreams()
    {
        var first = await Fill("a", "1", "first");
        Assert.Equal(first, await Text("/v2/a/manifests/1"));
        var second = await Fill("a", "1", "second");
        using (var head = await Send(HttpMethod.Head, "/v2/a/manifests/1"))
            Assert.Equal(Sha256(second), Header(head, "Docker-Content-Digest"));
        Assert.Equal(second, await Text("/v2/a/manifests/1"));
        using (await AtUpstream(HttpMethod.Delete, "/v2/a/manifests/1")) { }
        await Refused(await Send(HttpMethod.Get, "/v2/a/manifests/1"), HttpStatusCode.NotFound, "MANIFEST_UNKNOWN");
        await upstream.GoAway();
        await Refused(await Send(HttpMethod.Get, "/v2/a/manifests/1"), HttpStatusCode.BadGateway, "UNAVAILABLE");
        Assert.Equal(first, await Text($"/v2/a/manifests/{Sha256(first)}"));
    }

    [Fact]
    public async Task Clients_that_want_a_blob_at_a_time_share_one_transfer_and_see_it_come()
    {
        var content = new string('x', 300_000) + "end";
        await Fill("a", "1", content);
        var (half, rest) = (NewSignal(), NewSignal());
        upstream.Before = async context =>
        {
            if (context.Request.Method != "GET" || !context.Request.Path.Value!.EndsWith(Sha256(content), StringComparison.Ordinal))
                return false;
            context.Response.ContentLength = content.Length;
            await context.Response.WriteAsync(content[..200_000]);
            await context.Response.Body.FlushAsync();
            half.SetResult();
            await rest.Task;
            await context.Response.WriteAsync(content[200_000..]);
            return true;
        };
        var early = await Open($"/v2/a/blobs/{Sha256(content)}");
        await half.Task;
        var beginning = new byte[100_000];
        await (await early.Content.ReadAsStreamAsync()).ReadExactlyAsync(beginning);
        var others = await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => Open($"/v2/a/blobs/{Sha256(content)}")));
        using (var tail = Open($"/v2/a/blobs/{Sha256(content)}", new RangeHeaderValue(300_000, null)))
        {
            rest.SetResult();
            Assert.Equal("end", await (await tail).Content.ReadAsStringAsync());
        }

        Assert.Equal(content[100_000..], await new StreamReader(await early.Content.ReadAsStreamAsync()).ReadToEndAsync());
        foreach (var other in others)
            Assert.Equal(content, await other.Content.ReadAsStringAsync());
        Assert.Single(upstream.Requests, request => request == $"GET /v2/a/blobs/{Sha256(content)}");
    }

    [Fact]
    public async Task Wrong_content_is_never_given_out_whole_and_not_kept()
    {
        await Fill("a", "1", "right");
        upstream.Before = async context =>
        {
            if (context.Request.Method != "GET" || !context.Request.Path.Value!.EndsWith(Sha256("right"), StringComparison.Ordinal))
                return false;
            await context.Response.WriteAsync("wrong");
            return true;
        };
        await Assert.ThrowsAnyAsync<Exception>(() => Text($"/v2/a/blobs/{Sha256("right")}")); // cut off, or refused, as quick as the client is
        upstream.Before = _ => Task.FromResult(false);
        Assert.Equal("right", await Text($"/v2/a/blobs/{Sha256("right")}"));
        Assert.Empty(Directory.EnumerateFiles(Path.Combine(Files, "temporary")));
    }

    [Fact]
    public async Task Upstream_sees_the_caches_user_and_not_the_clients()
    {
        await Fill("a", "1", "layer");
        passwords = Path.Combine(Folder, "passwords");
        await File.WriteAllTextAsync(passwords, "ann:$2y$05$HZoKqG42TndVvy.PE/ppbuWKHUQS3feZ8fqj3mXftrIGjolS1AyH6\n"); // htpasswd -nbB ann secret
        await Restart();
        await Refused(await Send(HttpMethod.Get, "/v2/a/manifests/1", null, ("Authorization", "Basic " + Convert.ToBase64String("ann:secret"u8))), HttpStatusCode.Forbidden, "DENIED");
        credentials = new RegistryCredentials("ann", "secret", "", "", "");
        await Restart();
        Assert.Contains("layer", await Text("/v2/a/manifests/1"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_pushes_to_a_cache()
    {
        await Refused(await Send(HttpMethod.Post, "/v2/a/blobs/uploads/"), HttpStatusCode.MethodNotAllowed, "UNSUPPORTED");
        await Refused(await Send(HttpMethod.Delete, "/v2/a/manifests/1"), HttpStatusCode.MethodNotAllowed, "UNSUPPORTED");
    }

    [Fact]
    public async Task Lists_are_upstreams()
    {
        var manifest = await Fill("a", "1", "layer");
        await Fill("a", "2", "other", $$""","subject":{"mediaType":"{{OciManifest}}","digest":"{{Sha256(manifest)}}","size":{{manifest.Length}}},"artifactType":"text/note" """);
        Assert.Equal("""{"name":"a","tags":["1","2"]}""", await Text("/v2/a/tags/list"));
        Assert.Contains("\"artifactType\":\"text/note\"", await Text($"/v2/a/referrers/{Sha256(manifest)}?artifactType=text%2Fnote"), StringComparison.Ordinal);
        Assert.DoesNotContain("text/note", await Text($"/v2/a/referrers/{Sha256(manifest)}?artifactType=other"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_asks_for_is_removed()
    {
        var manifest = await Fill("a", "1", "layer");
        await Text("/v2/a/manifests/1");
        await Text($"/v2/a/blobs/{Sha256("layer")}");
        Assert.Equal(0, (await Server.CollectAsync()).Contents);
        foreach (var file in Directory.EnumerateFiles(Root, "*", SearchOption.AllDirectories))
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow - 2 * Keep);
        Assert.Equal(2, (await Server.CollectAsync()).Contents);
        await upstream.GoAway();
        await Refused(await Send(HttpMethod.Get, $"/v2/a/manifests/{Sha256(manifest)}"), HttpStatusCode.BadGateway, "UNAVAILABLE");
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    /// <summary>Puts an image of one layer into upstream, and forgets that it was asked.</summary>
    private async Task<string> Fill(string name, string tag, string layer, string more = "")
    {
        var blobs = new[] { "{}", layer };
        foreach (var blob in blobs)
            using (var pushed = await AtUpstream(HttpMethod.Post, $"/v2/{name}/blobs/uploads/?digest={Sha256(blob)}", blob))
                Assert.Equal(HttpStatusCode.Created, pushed.StatusCode);
        var note = layer.Length < 100 ? layer : "long";
        var manifest = $$"""{"schemaVersion":2,"mediaType":"{{OciManifest}}","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"{{Sha256("{}")}}","size":2},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"{{Sha256(layer)}}","size":{{layer.Length}}}],"annotations":{"note":"{{note}}"}{{more}}}""";
        using var put = await AtUpstream(HttpMethod.Put, $"/v2/{name}/manifests/{tag}", manifest);
        Assert.Equal(HttpStatusCode.Created, put.StatusCode);
        upstream.Requests.Clear();
        return manifest;
    }

    private async Task<HttpResponseMessage> AtUpstream(HttpMethod method, string path, string? body = null)
    {
        using var http = new HttpClient { BaseAddress = upstream.Address };
        using var request = new HttpRequestMessage(method, path);
        if (body is not null)
        {
            request.Content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
            request.Content.Headers.ContentType = new MediaTypeHeaderValue(path.Contains("manifests", StringComparison.Ordinal) ? OciManifest : "application/octet-stream");
        }

        return await http.SendAsync(request);
    }

    private async Task<HttpResponseMessage> Open(string path, RangeHeaderValue? range = null)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.Range = range;
        return await Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    private async Task<string> Text(string path)
    {
        using var answer = await Http.GetAsync(new Uri(path, UriKind.Relative));
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return await answer.Content.ReadAsStringAsync();
    }
}
