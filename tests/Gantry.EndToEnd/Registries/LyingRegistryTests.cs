using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Registries;

/// <summary>What a registry says about an image and is not so.</summary>
public sealed class LyingRegistryTests(EngineFixture fixture) : EngineTests(fixture)
{
    [Theory]
    [InlineData("sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "manifest verification failed for digest sha256:aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa", "manifest for 127.0.0.1:5055/x:1 not found: ")]
    [InlineData("nonsense", "invalid checksum digest format", "invalid checksum digest format")]
    public async Task A_digest_that_is_not_the_manifests_is_an_error(string told, string words, string reference)
    {
        using var registry = await ScriptedRegistry.Start(Engine.Host, told: told);
        await Refused(EngineBinary.IsReference ? reference : words);
    }

    [Fact]
    public async Task A_manifest_that_is_said_to_be_something_else_is_an_error()
    {
        using var registry = await ScriptedRegistry.Start(Engine.Host, type: "application/vnd.docker.distribution.manifest.v2+json");
        await Refused("if present, mediaType in manifest should be 'application/vnd.docker.distribution.manifest.v2+json' not 'application/vnd.oci.image.manifest.v1+json'");
    }

    [Fact]
    public async Task A_part_that_is_no_layer_is_not_unpacked()
    {
        using var registry = await ScriptedRegistry.Start(Engine.Host, layerType: "application/vnd.wasm.content.layer.v1+wasm");
        await Refused("unsupported media type application/vnd.wasm.content.layer.v1+wasm");
    }

    [Fact]
    public async Task What_is_up_to_date_costs_no_pull()
    {
        using var registry = await ScriptedRegistry.Start(Engine.Host);
        (await Docker($"pull -q {ScriptedRegistry.Name}")).Ok();
        var first = registry.Asked.Count;
        (await Docker($"pull {ScriptedRegistry.Name}")).Prints($"1: Pulling from x\nDigest: {registry.Digest}\nStatus: Image is up to date for {ScriptedRegistry.Name}\n{ScriptedRegistry.Name}\n");
        Assert.Equal(["HEAD manifests/1"], registry.Asked.Skip(first));
        (await Docker($"rmi {ScriptedRegistry.Name}")).Ok();
    }

    [Fact]
    public async Task An_image_without_a_tag_is_dangling_and_is_pruned()
    {
        using var registry = await ScriptedRegistry.Start(Engine.Host);
        (await Docker($"pull -q 127.0.0.1:5055/x@{registry.Digest}")).Ok();
        (await Docker("images -f dangling=true --format '{{.Repository}} {{.Tag}}'")).Prints("127.0.0.1:5055/x <none>\n");
        Assert.StartsWith($"Deleted Images:\nuntagged: 127.0.0.1:5055/x@{registry.Digest}\ndeleted: sha256:", (await Docker("image prune -f")).Ok().Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Names_that_come_with_an_image_are_no_tagging_and_an_age_it_does_not_tell_is_none()
    {
        using var registry = await ScriptedRegistry.Start(Engine.Host);
        const string told = "'{{.Created}} {{.Metadata.LastTagTime}}'";
        const string never = " 0001-01-01 00:00:00 +0000 UTC\n";
        (await Docker($"pull -q {ScriptedRegistry.Name}")).Ok();
        (await Docker($"image inspect -f {told} {ScriptedRegistry.Name}")).Prints(never);
        (await Engine.Shell($"docker save {ScriptedRegistry.Name} -o x.tar && docker rmi {ScriptedRegistry.Name} && docker load -q -i x.tar")).Ok();
        (await Docker($"image inspect -f {told} {ScriptedRegistry.Name}")).Prints(never);
        (await Docker($"tag {ScriptedRegistry.Name} own:1")).Ok();
        Assert.DoesNotContain(never, (await Docker($"image inspect -f {told} own:1")).Ok().Out, StringComparison.Ordinal);
        (await Docker($"rmi own:1 {ScriptedRegistry.Name}")).Ok();
    }

    private async Task Refused(string words)
    {
        var pull = await Docker($"pull {ScriptedRegistry.Name}");
        Assert.Equal(1, pull.Exit);
        Assert.Contains(words, pull.Err, StringComparison.Ordinal);
        (await Docker("images -a --format '{{.Repository}}'")).Prints("busybox\n");
    }
}
