using System.Text.Json.Nodes;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Distribution;

/// <summary>Indexes, artifacts and what speaks about them go from client to client and stay what they are.</summary>
public sealed class IndexTests : OwnEngineTests
{
    private static readonly string buildx = Path.Combine(Environment.GetEnvironmentVariable("GANTRY_E2E_CACHE") ?? "/var/tmp/gantry-e2e", "buildx", "docker-buildx");

    private Running registry = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        registry = await BesideEngine.Registry(Engine, 5000);
        (await Docker("tag busybox localhost:5000/one/bb:1")).Ok();
        (await Docker("push -q localhost:5000/one/bb:1")).Ok();
    }

    private async Task<string> Digest(string name) => "sha256:" + (await Engine.Shell($"skopeo inspect --raw --tls-verify=false docker://localhost:5000/{name} | sha256sum | cut -c1-64")).Ok().Line;

    [Theory]
    [InlineData("oci", "application/vnd.oci.image.index.v1+json")]
    [InlineData("v2s2", "application/vnd.docker.distribution.manifest.list.v2+json")]
    public async Task An_index_that_buildah_made_is_every_clients(string form, string type)
    {
        await using var ending = registry;
        (await Engine.Shell($$"""
            unset DOCKER_CONFIG; set -e; B="buildah --root $PWD/build --runroot $PWD/buildrun --storage-driver vfs"
            $B manifest create all >/dev/null; for a in amd64 arm64; do c=$($B from -q --tls-verify=false localhost:5000/one/bb:1); echo $a >arch; $B copy -q $c arch /arch >/dev/null
              $B config --arch $a $c; $B commit -q -f {{(form == "oci" ? "oci" : "docker")}} --manifest all $c >/dev/null; done
            $B manifest push -q --all -f {{form}} --tls-verify=false all docker://localhost:5000/all/bb:1 >/dev/null
            """, TimeSpan.FromSeconds(120))).Ok();
        var digest = await Digest("all/bb:1");
        Assert.Equal(type, JsonNode.Parse((await Engine.Shell("skopeo inspect --raw --tls-verify=false docker://localhost:5000/all/bb:1")).Ok().Out)!["mediaType"]!.GetValue<string>());

        // The engine takes its own platform's image, or the one that is asked for, and knows it by the index.
        (await Docker("pull -q localhost:5000/all/bb:1")).Ok();
        (await Docker("run --rm localhost:5000/all/bb:1 cat /arch")).Prints("amd64\n");
        (await Docker(["image", "inspect", "-f", "{{index .RepoDigests 0}}", "localhost:5000/all/bb:1"])).Prints($"localhost:5000/all/bb@{digest}\n");
        (await Docker("rmi localhost:5000/all/bb:1")).Ok();
        (await Docker("pull -q --platform linux/arm64 localhost:5000/all/bb:1")).Ok();
        (await Docker(["image", "inspect", "-f", "{{.Architecture}}", "localhost:5000/all/bb:1"])).Prints("arm64\n");

        // Copied as a whole it has the same digest, with skopeo, with buildx, and for podman.
        (await Engine.Shell("unset DOCKER_CONFIG; skopeo copy -q --all --preserve-digests --src-tls-verify=false --dest-tls-verify=false docker://localhost:5000/all/bb:1 docker://localhost:5000/copy/bb:1")).Ok();
        Assert.Equal(digest, await Digest("copy/bb:1"));
        (await Engine.Shell($"{buildx} imagetools create -t localhost:5000/tools/bb:1 localhost:5000/all/bb:1")).Ok();
        Assert.Equal(digest, await Digest("tools/bb:1"));
        (await Engine.Shell("""
            unset DOCKER_CONFIG; P="podman --root $PWD/pod --runroot $PWD/podrun --storage-driver vfs"
            $P pull -q --tls-verify=false --arch arm64 localhost:5000/copy/bb:1 >/dev/null && $P image inspect -f '{{.Architecture}}' localhost:5000/copy/bb:1
            """, TimeSpan.FromSeconds(120))).Prints("arm64\n");
    }

    [Fact]
    public async Task An_artifact_is_kept_found_by_its_subject_and_is_no_image()
    {
        await using var ending = registry;
        var subject = await Digest("one/bb:1");
        (await Engine.Shell($$"""
            set -e; R=http://localhost:5000/v2/one/bb; sum() { sha256sum <$1 | cut -c1-64; }
            printf '{}' >empty; echo 'all is well' >report
            for b in empty report; do curl -sf --data-binary @$b -H 'Content-Type: application/octet-stream' "$R/blobs/uploads/?digest=sha256:$(sum $b)"; done
            size=$(skopeo inspect --raw --tls-verify=false docker://localhost:5000/one/bb:1 | wc -c)
            printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","artifactType":"application/x.report","config":{"mediaType":"application/vnd.oci.empty.v1+json","digest":"sha256:%s","size":2},"layers":[{"mediaType":"text/plain","digest":"sha256:%s","size":%s}],"subject":{"mediaType":"application/vnd.docker.distribution.manifest.v2+json","digest":"{{subject}}","size":%s},"annotations":{"by":"me"} }' \
              $(sum empty) $(sum report) $(stat -c %s report) $size >manifest
            curl -sf -X PUT --data-binary @manifest -H 'Content-Type: application/vnd.oci.image.manifest.v1+json' $R/manifests/report -D - -o /dev/null | grep -qi '^oci-subject: {{subject}}'
            """)).Ok();
        var referrer = JsonNode.Parse((await Engine.Shell($"curl -sf http://localhost:5000/v2/one/bb/referrers/{subject}")).Ok().Out)!["manifests"]!.AsArray().Single()!;
        Assert.Equal(("application/x.report", "me"), (referrer["artifactType"]!.GetValue<string>(), referrer["annotations"]!["by"]!.GetValue<string>()));
        (await Engine.Shell("unset DOCKER_CONFIG; skopeo copy -q --preserve-digests --src-tls-verify=false --dest-tls-verify=false docker://localhost:5000/one/bb:report docker://localhost:5000/two/bb:report && skopeo inspect --raw --tls-verify=false docker://localhost:5000/two/bb:report | cmp - manifest")).Ok();
        var pull = await Docker("pull -q localhost:5000/one/bb:report");
        Assert.Equal(1, pull.Exit);
        Assert.Contains(EngineBinary.IsReference ? "unsupported" : "application/vnd.oci.empty.v1+json", pull.Err, StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task What_attests_an_image_goes_with_its_index_and_is_no_image()
    {
        await using var ending = registry;
        var image = await Digest("one/bb:1");
        (await Engine.Shell($$"""
            set -e; R=http://localhost:5000/v2/one/bb; sum() { sha256sum <$1 | cut -c1-64; }; M=application/vnd.oci.image.manifest.v1+json
            put() { curl -sf -o /dev/null --data-binary @$1 -H 'Content-Type: application/octet-stream' "$R/blobs/uploads/?digest=sha256:$(sum $1)"; }
            size=$(skopeo inspect --raw --tls-verify=false docker://localhost:5000/one/bb:1 | wc -c)
            type=$(skopeo inspect --raw --tls-verify=false docker://localhost:5000/one/bb:1 | grep -o '"mediaType": *"[^"]*manifest[^"]*"' | head -1 | cut -d'"' -f4)
            printf '{"_type":"https://in-toto.io/Statement/v0.1","predicateType":"https://slsa.dev/provenance/v0.2","subject":[],"predicate":{} }' >statement
            printf '{"architecture":"unknown","os":"unknown","config":{},"rootfs":{"type":"layers","diff_ids":["sha256:%s"]} }' $(sum statement) >config
            put statement; put config
            printf '{"schemaVersion":2,"mediaType":"%s","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:%s","size":%s},"layers":[{"mediaType":"application/vnd.in-toto+json","digest":"sha256:%s","size":%s,"annotations":{"in-toto.io/predicate-type":"https://slsa.dev/provenance/v0.2"} }]}' \
              $M $(sum config) $(stat -c %s config) $(sum statement) $(stat -c %s statement) >attestation
            curl -sf -X PUT --data-binary @attestation -H "Content-Type: $M" $R/manifests/sha256:$(sum attestation)
            printf '{"schemaVersion":2,"mediaType":"application/vnd.oci.image.index.v1+json","manifests":[{"mediaType":"%s","digest":"{{image}}","size":%s,"platform":{"architecture":"amd64","os":"linux"} },{"mediaType":"%s","digest":"sha256:%s","size":%s,"platform":{"architecture":"unknown","os":"unknown"},"annotations":{"vnd.docker.reference.digest":"{{image}}","vnd.docker.reference.type":"attestation-manifest"} }]}' \
              $type $size $M $(sum attestation) $(stat -c %s attestation) >index
            curl -sf -X PUT --data-binary @index -H 'Content-Type: application/vnd.oci.image.index.v1+json' $R/manifests/attested
            """)).Ok();
        var digest = await Digest("one/bb:attested");

        // The engine takes the image alone, and knows it by the index; the attestation is not unpacked.
        (await Docker("pull -q localhost:5000/one/bb:attested")).Ok();
        (await Docker("run --rm localhost:5000/one/bb:attested echo runs")).Prints("runs\n");
        Assert.Contains($"localhost:5000/one/bb@{digest}", (await Docker("image inspect localhost:5000/one/bb:attested")).Ok().Out, StringComparison.Ordinal);
        (await Docker("pull -q --platform unknown/unknown localhost:5000/one/bb:attested")).Fails(1, "unsupported media type application/vnd.in-toto+json");
        (await Docker("save localhost:5000/one/bb:attested -o attested.tar")).Ok();
        (await Docker("rmi localhost:5000/one/bb:attested")).Ok();
        (await Docker("load -qi attested.tar")).Prints("Loaded image: localhost:5000/one/bb:attested\n");

        // Whoever copies the index copies the attestation too, byte for byte.
        (await Engine.Shell("unset DOCKER_CONFIG; skopeo copy -q --all --preserve-digests --src-tls-verify=false --dest-tls-verify=false docker://localhost:5000/one/bb:attested docker://localhost:5000/copy/bb:attested")).Ok();
        Assert.Equal(digest, await Digest("copy/bb:attested"));
        (await Engine.Shell($"{buildx} imagetools create -t localhost:5000/tools/bb:attested localhost:5000/one/bb:attested")).Ok();
        Assert.Equal(digest, await Digest("tools/bb:attested"));
        (await Engine.Shell("skopeo inspect --raw --tls-verify=false docker://localhost:5000/tools/bb@sha256:$(sha256sum <attestation | cut -c1-64) | cmp - attestation")).Ok();
    }
}
