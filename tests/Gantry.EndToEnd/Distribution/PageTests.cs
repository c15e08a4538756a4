namespace Gantry.EndToEnd.Distribution;

/// <summary>The registry's page in a real browser.</summary>
public sealed class PageTests
{
    /// <summary>An index with an image for each of two platforms, and an image that no index tells of.</summary>
    private const string Fill = """
        set -e; put() { curl -sf -X PUT -H "Content-Type: $2" --data-binary @"$3" http://$R/v2/$N/manifests/$1; }
        blob() { curl -sf -X POST --data-binary @"$1" "http://$R/v2/$N/blobs/uploads/?digest=sha256:$(sha256sum <"$1" | cut -c1-64)"; }
        entry() { printf '{"mediaType":"%s","digest":"sha256:%s","size":%s%s}' "$2" $(sha256sum <"$1" | cut -c1-64) $(stat -c %s "$1") "$3"; }
        image() { printf '{"architecture":"%s","os":"linux"}' $1 >config.$1; head -c $2 /dev/zero >layer.$1; blob config.$1; blob layer.$1
          printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":%s,"layers":[%s]}' "$(entry config.$1 application/vnd.oci.image.config.v1+json)" "$(entry layer.$1 application/vnd.oci.image.layer.v1.tar)" >$1.json; }
        N=team/app; image amd64 1234567; image arm64 999
        put single application/vnd.oci.image.manifest.v1+json amd64.json; put x application/vnd.oci.image.manifest.v1+json arm64.json
        printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[%s,%s]}' \
          "$(entry amd64.json application/vnd.oci.image.manifest.v1+json ',"platform":{"os":"linux","architecture":"amd64"}')" "$(entry arm64.json application/vnd.oci.image.manifest.v1+json ',"platform":{"os":"linux","architecture":"arm64","variant":"v8"}')" >index.json
        put both application/vnd.oci.image.index.v1+json index.json
        """;

    private static async Task<string> Dom(OwnRegistry registry, string place, string user = "") => (await registry.Shell(
        $"chromium --headless --no-sandbox --disable-gpu --disable-dev-shm-usage --user-data-dir=$PWD/profile --virtual-time-budget=10000 --dump-dom 'http://{user}'$R'/#{place}' 2>/dev/null")).Ok().Out;

    [Fact]
    public async Task Repositories_tags_platforms_layers_and_sizes_are_shown()
    {
        await using var registry = await OwnRegistry.Start();
        Assert.Contains("There is nothing here yet.", await Dom(registry, ""), StringComparison.Ordinal);
        (await registry.Shell(Fill)).Ok();
        Assert.Contains("<a href=\"#team/app\">team/app</a>", await Dom(registry, ""), StringComparison.Ordinal);
        var shown = await Dom(registry, "team/app");
        Assert.Contains("<h2>both</h2>", shown, StringComparison.Ordinal);
        Assert.Contains("linux/arm64/v8: 1 layer, 999 B", shown, StringComparison.Ordinal);
        Assert.Equal(3, shown.Split("linux/amd64: 1 layer, 1.2 MB").Length); // of the index, and of the image alone, whose configuration says it
        var layer = (await registry.Shell("sha256sum <layer.arm64 | cut -c1-64")).Ok().Line;
        Assert.Contains($"<code>sha256:{layer}</code></td><td>application/vnd.oci.image.layer.v1.tar</td>", shown, StringComparison.Ordinal);
        Assert.Contains("the registry answers with status 404", await Dom(registry, "no/such"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Strangers_words_are_text()
    {
        await using var registry = await OwnRegistry.Start();
        (await registry.Shell("""
            set -e; N=x; printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","artifactType":"<img src=x onerror=alert(1)>","config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"sha256:%s","size":2},"layers":[]}' $(printf '{}' | sha256sum | cut -c1-64) >m.json
            printf '{}' >c; curl -sf -X POST --data-binary @c "http://$R/v2/x/blobs/uploads/?digest=sha256:$(sha256sum <c | cut -c1-64)"
            curl -sf -X PUT -H "Content-Type: application/vnd.oci.image.manifest.v1+json" --data-binary @m.json http://$R/v2/x/manifests/1
            """)).Ok();
        var shown = await Dom(registry, "x");
        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;: 0 layers, 0 B", shown, StringComparison.Ordinal);
    }

    [Fact]
    public async Task It_is_for_those_the_registry_lets_in()
    {
        var folder = Directory.CreateTempSubdirectory("gantry-e2e.page.").FullName;
        try
        {
            File.WriteAllText(folder + "/users", "me:$2y$05$abcdefghijklmnopqrstuuHIrMEWpUCQe2YqFR3sXwQ75u4od..9q\n");
            await using var registry = await OwnRegistry.Start("--htpasswd", folder + "/users");
            Assert.Equal("401", (await registry.Shell("curl -s -o /dev/null -w '%{http_code}' http://$R/")).Out);
            Assert.Contains("There is nothing here yet.", await Dom(registry, "", "me:pw@"), StringComparison.Ordinal);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
