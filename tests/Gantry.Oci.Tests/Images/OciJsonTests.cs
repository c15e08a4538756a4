using System.Text;
using System.Text.Json;

using Gantry.Oci.Images;

namespace Gantry.Oci.Tests.Images;

public sealed class OciJsonTests
{
    private const string Manifest =
        """{"schemaVersion":2,"mediaType":"application/vnd.oci.image.manifest.v1+json","config":{"mediaType":"application/vnd.oci.image.config.v1+json","digest":"sha256:84f9533e8d2efab7662701ca19c81bdcce55f7870a85c57ca5c1361b8f9c7e37","size":893},"layers":[{"mediaType":"application/vnd.oci.image.layer.v1.tar","digest":"sha256:3087b960024c3dc172eabb93ef650faaf0c9abddba8d5104b1e72810baaf6353","size":171857920}]}""";

    [Fact]
    public void A_manifest_is_written_byte_for_byte_as_the_Docker_engine_saves_it()
    {
        var manifest = JsonSerializer.Deserialize(Manifest, OciJson.Plain.Manifest)!;
        Assert.Equal(171857920, manifest.Layers[0].Size);
        Assert.Equal(Manifest, Encoding.UTF8.GetString(JsonSerializer.SerializeToUtf8Bytes(manifest, OciJson.Plain.Manifest)));
    }

    [Fact]
    public void A_configuration_keeps_Dockers_additions_and_ignores_what_it_does_not_know()
    {
        var config = JsonSerializer.Deserialize(
            """
            {"architecture":"amd64","os":"linux","unknown":[1],"container_config":{"Cmd":["x"]},"created":"2026-11-24T00:28:20.516959966Z",
             "config":{"Env":["A=b"],"Cmd":null,"ExposedPorts":{"80/tcp":{}},"Volumes":{"/v":{}},"OnBuild":["RUN x"],"Shell":["/bin/bash"],
                       "Healthcheck":{"Test":["CMD-SHELL","true"],"Interval":5000000000}},
             "rootfs":{"type":"layers","diff_ids":["sha256:3087b960024c3dc172eabb93ef650faaf0c9abddba8d5104b1e72810baaf6353"]},
             "history":[{"created_by":"x","empty_layer":true}]}
            """,
            OciJson.Plain.ImageConfig)!;
        Assert.Equal("80/tcp", Assert.Single(config.Config!.ExposedPorts!).Key);
        Assert.Equal(5_000_000_000, config.Config.Healthcheck!.Interval);
        Assert.Equal(["RUN x"], config.Config.OnBuild!);
        Assert.True(config.History![0].EmptyLayer);
        Assert.Single(config.RootFs.DiffIds!);
    }

    [Fact]
    public void A_broken_digest_is_refused() => Assert.Throws<JsonException>(() =>
        JsonSerializer.Deserialize("""{"digest":"sha256:../../x"}""", OciJson.Plain.Descriptor));
}
