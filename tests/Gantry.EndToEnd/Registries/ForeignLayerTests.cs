using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Registries;

/// <summary>Layers their owner alone hands out: fetched from him, and pushed to nobody.</summary>
public sealed class ForeignLayerTests
{
    [Fact]
    public async Task A_foreign_layer_comes_from_its_address_and_is_not_pushed()
    {
        using var host = Host.Create();
        await using var engine = new Engine(host);
        await engine.Start();
        await using var registry = Running.Start(
            "nsenter", ["--net=" + host.Path, EngineBinary.Client, "registry", "serve", "--root", engine.Work + "/registry"], engine.ClientEnvironment);
        await registry.ErrContains("listens on");
        Directory.CreateDirectory(engine.Work + "/owner");
        await using var owner = Running.Start(
            "nsenter", ["--net=" + host.Path, "python3", "-m", "http.server", "--bind", "127.0.0.1", "--directory", engine.Work + "/owner", "8000"], engine.ClientEnvironment);
        await Deadline.Until(async () => (await engine.Shell("curl -sf http://127.0.0.1:8000/")).Exit == 0 ? null : "the owner does not answer");
        (await engine.Shell("""
            set -e; R=http://localhost:5000/v2; sum() { sha256sum <$1 | cut -c1-64; }
            echo content >file; tar -cf layer.tar file; gzip -nk layer.tar; mv layer.tar.gz owner/layer
            printf '{"architecture":"amd64","os":"linux","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]} }' $(sum layer.tar) >config
            curl -sf --data-binary @config -H 'Content-Type: application/octet-stream' "$R/a/blobs/uploads/?digest=sha256:$(sum config)"
            t=application/vnd.oci.image
            printf '{"schemaVersion":2,"mediaType":"%s.manifest.v1+json","config":{"mediaType":"%s.config.v1+json","digest":"sha256:%s","size":%s},"layers":[{"mediaType":"%s.layer.nondistributable.v1.tar+gzip","digest":"sha256:%s","size":%s,"urls":["http://127.0.0.1:8000/layer"]}],"annotations":{"kept":"yes"} }' \
              $t $t $(sum config) $(stat -c %s config) $t $(sum owner/layer) $(stat -c %s owner/layer) >manifest
            curl -sf -X PUT --data-binary @manifest -H "Content-Type: $t.manifest.v1+json" $R/a/manifests/1
            """)).Ok();
        (await engine.Docker("pull -q localhost:5000/a:1")).Prints("localhost:5000/a:1\n");
        (await engine.Docker("tag localhost:5000/a:1 localhost:5000/b:1")).Ok();
        var pushed = (await engine.Docker("push localhost:5000/b:1")).Ok();
        Assert.Contains("Skipped foreign layer", pushed.Out, StringComparison.Ordinal);
        (await engine.Shell("curl -sf http://localhost:5000/v2/b/manifests/1 | cmp - manifest")).Ok();
        (await engine.Shell("curl -s -o answer -w '%{http_code}' http://localhost:5000/v2/b/blobs/sha256:$(sha256sum <owner/layer | cut -c1-64)")).Prints("404");
    }
}
