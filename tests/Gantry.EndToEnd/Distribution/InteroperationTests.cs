using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Distribution;

/// <summary>One image goes round: from the engine to the registry, to buildah, which adds a file, and back to the registry, the engine, podman and skopeo.</summary>
public sealed class InteroperationTests
{
    [Theory]
    [InlineData("oci", "-f oci", "application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.layer.v1.tar+gzip")]
    [InlineData("docker", "-f v2s2", "application/vnd.docker.distribution.manifest.v2+json", "application/vnd.docker.image.rootfs.diff.tar.gzip")]
    [InlineData("oci", "-f oci --compression-format zstd", "application/vnd.oci.image.manifest.v1+json", "application/vnd.oci.image.layer.v1.tar+zstd")]
    public async Task Each_client_takes_what_the_others_made(string form, string push, string manifest, string layer)
    {
        using var host = Host.Create();
        await using var engine = new Engine(host);
        await using var registry = await Begin(host, engine);

        (await engine.Shell($"""
            unset DOCKER_CONFIG; set -e; B="buildah --root $PWD/build --runroot $PWD/buildrun --storage-driver vfs"; echo added >new
            c=$($B from -q --tls-verify=false localhost:5000/round/bb:1); $B copy -q $c new /new >/dev/null
            $B commit -q -f {form} $c made >/dev/null; $B push -q {push} --tls-verify=false made docker://localhost:5000/round/bb:2
            """, TimeSpan.FromSeconds(120))).Ok();
        var raw = (await engine.Shell("skopeo inspect --raw --tls-verify=false docker://localhost:5000/round/bb:2")).Ok().Out;
        Assert.Contains(manifest, raw, StringComparison.Ordinal);
        Assert.Contains(layer, raw, StringComparison.Ordinal);
        var digest = (await engine.Shell("skopeo inspect -f {{.Digest}} --tls-verify=false docker://localhost:5000/round/bb:2")).Ok().Line;

        (await engine.Docker("pull -q localhost:5000/round/bb:2")).Ok();
        (await engine.Docker("run --rm localhost:5000/round/bb:2 cat /new")).Prints("added\n");
        (await engine.Docker(["image", "inspect", "-f", "{{index .RepoDigests 0}}", "localhost:5000/round/bb:2"])).Prints($"localhost:5000/round/bb@{digest}\n");

        // Sent on from the engine it is the same, byte for byte.
        (await engine.Docker("tag localhost:5000/round/bb:2 localhost:5000/other/bb:3")).Ok();
        (await engine.Docker("push -q localhost:5000/other/bb:3")).Ok();
        (await engine.Shell("""
            unset DOCKER_CONFIG; set -e; P="podman --root $PWD/pod --runroot $PWD/podrun --storage-driver vfs"
            $P pull -q --tls-verify=false localhost:5000/other/bb:3 >/dev/null; $P image inspect -f {{.Digest}} localhost:5000/other/bb:3
            """, TimeSpan.FromSeconds(120))).Prints(digest + "\n");
        (await engine.Shell("skopeo copy -q --preserve-digests --src-tls-verify=false docker://localhost:5000/other/bb:3 dir:out && sha256sum <out/manifest.json | cut -c1-64")).Prints(digest[7..] + "\n");
    }

    [Theory]
    [InlineData("oci", "application/vnd.oci.image.layer.v1.tar")]
    [InlineData("v2s2", "application/vnd.docker.image.rootfs.diff.tar")]
    public async Task Layers_that_are_not_compressed_are_taken_too(string form, string layer)
    {
        using var host = Host.Create();
        await using var engine = new Engine(host);
        await using var registry = await Begin(host, engine);
        (await engine.Docker("rmi busybox localhost:5000/round/bb:1")).Ok();
        var digest = (await engine.Shell($$$"""
            unset DOCKER_CONFIG; set -e; skopeo copy -q -f {{{form}}} --dest-decompress --src-tls-verify=false docker://localhost:5000/round/bb:1 dir:plain
            skopeo copy -q --preserve-digests --dest-tls-verify=false dir:plain docker://localhost:5000/plain/bb:1
            skopeo inspect -f {{.Digest}} --tls-verify=false docker://localhost:5000/plain/bb:1
            """)).Ok().Line;
        var types = (await engine.Shell("skopeo inspect --raw --tls-verify=false docker://localhost:5000/plain/bb:1 | jq -r '.layers[].mediaType'")).Ok().Lines;
        Assert.All(types, type => Assert.Equal(layer, type));

        (await engine.Docker("pull -q localhost:5000/plain/bb:1")).Ok();
        (await engine.Docker("run --rm localhost:5000/plain/bb:1 echo fine")).Prints("fine\n");
        (await engine.Docker(["image", "inspect", "-f", "{{index .RepoDigests 0}}", "localhost:5000/plain/bb:1"])).Prints($"localhost:5000/plain/bb@{digest}\n");

        // Within its registry the image goes on as it came.
        (await engine.Docker("tag localhost:5000/plain/bb:1 localhost:5000/other/bb:2")).Ok();
        (await engine.Docker("push -q localhost:5000/other/bb:2")).Ok();
        (await engine.Shell("skopeo inspect --raw --tls-verify=false docker://localhost:5000/other/bb:2 | sha256sum | cut -c1-64")).Prints(digest[7..] + "\n");

        // Without a registry the layers are the same as well.
        (await engine.Shell("""
            set -e; docker save -o plain.tar localhost:5000/plain/bb:1; docker rmi localhost:5000/plain/bb:1 localhost:5000/other/bb:2 >/dev/null; docker load -q -i plain.tar
            docker run --rm localhost:5000/plain/bb:1 echo fine
            """)).Prints("Loaded image: localhost:5000/plain/bb:1\nfine\n");
    }

    /// <summary>Starts the engine and a registry, which gets busybox from it.</summary>
    private static async Task<Running> Begin(Host host, Engine engine)
    {
        await engine.Start();
        await engine.ImportBusybox();
        var registry = Running.Start(
            "nsenter", ["--net=" + host.Path, EngineBinary.Client, "registry", "serve", "--root", Path.Combine(engine.Work, "registry")], engine.ClientEnvironment);
        await registry.ErrContains("listens on");
        (await engine.Docker("tag busybox localhost:5000/round/bb:1")).Ok();
        (await engine.Docker("push -q localhost:5000/round/bb:1")).Ok();
        return registry;
    }
}
