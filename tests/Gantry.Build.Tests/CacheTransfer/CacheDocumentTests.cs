using System.Text.Json;

using Gantry.Build.CacheTransfer;
using Gantry.Oci.Images;
using Gantry.Storage.Steps;

namespace Gantry.Build.Tests.CacheTransfer;

public sealed class CacheDocumentTests
{
    private static readonly TreeLayer s_base = Layer("base");
    private static readonly TreeLayer s_top = Layer("top");
    private static readonly TreeLayer s_side = Layer("side");

    [Fact]
    public void Layers_are_written_once_and_name_the_one_below()
    {
        var writer = new CacheDocumentWriter();
        var document = writer.Write([Step("a", s_base, s_top), Step("b", s_base, s_side)], l => l.Blob);
        Assert.Equal([s_base, s_top, s_side], writer.Layers);
        Assert.Equal([-1, 0, 0], document.Layers.Select(l => l.Parent));
        Assert.Equal([1, 2], document.Records.Select(r => r.Results![0].Layer));
    }

    [Fact]
    public void Little_is_only_what_the_result_is_made_of()
    {
        StepRecord[] steps = [Step("a", s_base, s_top), Step("b", s_side), Step("c", s_base)];
        Assert.Equal(["a", "c"], CacheDocumentWriter.Choose(steps, "min", [[s_base, s_top]]).Select(s => s.Key));
        Assert.Equal(3, CacheDocumentWriter.Choose(steps, "max", []).Count);
    }

    [Fact]
    public async Task What_was_written_is_read()
    {
        var document = new CacheDocumentWriter().Write([Step("a", s_base, s_top with { CreatedBy = "RUN x" })], l => l.Blob);
        var place = new FixedPlace(document);
        var read = await ImportedSteps.ReadAsync(place, _ => { }, CancellationToken.None);
        var result = read.Steps[StepTrace.NameOf("a")];
        Assert.Equal([s_base.DiffId, s_top.DiffId], result.Select(l => l.DiffId));
        Assert.Equal("RUN x", result[1].CreatedBy);
    }

    [Fact]
    public async Task Layers_that_go_round_in_a_circle_are_refused()
    {
        var facts = new CachedLayerFacts { DiffId = s_base.DiffId, MediaType = MediaTypes.OciLayer, Size = 1 };
        var document = new CacheDocument
        {
            Layers = [new CachedLayer { Blob = s_base.DiffId, Parent = 1, Annotations = facts }, new CachedLayer { Blob = s_top.DiffId, Parent = 0, Annotations = facts }],
            Records = [new CachedStep { Digest = s_top.DiffId, Results = [new CachedResult { Layer = 0 }] }],
        };
        await Assert.ThrowsAsync<Gantry.Oci.Errors.GantryException>(() => ImportedSteps.ReadAsync(new FixedPlace(document), _ => { }, CancellationToken.None));
    }

    private static TreeLayer Layer(string name) => new(Digest.Of(System.Text.Encoding.UTF8.GetBytes(name)), new Descriptor { MediaType = MediaTypes.OciLayer, Digest = Digest.Of(System.Text.Encoding.UTF8.GetBytes("blob " + name)), Size = 1 });

    private static StepRecord Step(string key, params TreeLayer[] layers) => new() { Key = key, Layers = layers, ChainId = CacheDocumentWriter.Chains(layers).Last() };

    private sealed class FixedPlace(CacheDocument document) : ICachePlace
    {
        private readonly byte[] _config = JsonSerializer.SerializeToUtf8Bytes(document, CacheJson.Default.CacheDocument);

        public string Name => "nowhere";

        public Task PutAsync(Descriptor blob, Func<Stream> open, CancellationToken cancellation) => Task.CompletedTask;

        public Task PutManifestAsync(Descriptor manifest, byte[] content, CancellationToken cancellation) => Task.CompletedTask;

        public Task<(string MediaType, byte[] Content)> ManifestAsync(CancellationToken cancellation)
        {
            var config = new Descriptor { MediaType = CacheDocument.MediaType, Digest = Digest.Of(_config), Size = _config.Length };
            return Task.FromResult((MediaTypes.OciManifest, JsonSerializer.SerializeToUtf8Bytes(new Manifest { Config = config }, OciJson.Plain.Manifest)));
        }

        public Task<byte[]> ManifestAsync(Descriptor manifest, CancellationToken cancellation) => Task.FromResult<byte[]>([]);

        public Task<byte[]> DocumentAsync(Descriptor blob, CancellationToken cancellation) => Task.FromResult(_config);

        public Task<Stream> OpenAsync(Descriptor blob, long from, CancellationToken cancellation) => Task.FromResult<Stream>(new MemoryStream());
    }
}
