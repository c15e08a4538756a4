using System.Text.Json;

using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Storage.Content;

namespace Gantry.Storage.Images.Archives;

/// <summary>Writes images as an archive that is a Docker archive and an OCI layout at once: blobs by digest, sorted, then the lists.
/// The same images under the same names give the same bytes.</summary>
internal sealed class SavedArchive(ContentStore content, IReadOnlyList<(StoredImage Image, IReadOnlyList<Reference> Names)> images)
{
    public async Task WriteAsync(Stream archive, CancellationToken cancellation)
    {
        using var writer = new ArchiveWriter(content, archive);
        await writer.BlobsAsync(images.SelectMany(i => i.Image.Blobs), cancellation);
        await writer.DocumentAsync(ArchiveNames.Index, JsonSerializer.SerializeToUtf8Bytes(Index(), OciJson.Plain.ImageIndex), cancellation);
        await writer.DocumentAsync(ArchiveNames.Manifest, [.. JsonSerializer.SerializeToUtf8Bytes(Manifest(), ArchiveJson.Plain.IReadOnlyListArchivedImage), (byte)'\n'], cancellation);
        await writer.DocumentAsync(ArchiveNames.Layout, """{"imageLayoutVersion": "1.0.0"}"""u8.ToArray(), cancellation);
        if (Repositories() is { Count: > 0 } repositories)
            await writer.DocumentAsync(ArchiveNames.Repositories, [.. JsonSerializer.SerializeToUtf8Bytes(repositories, ArchiveJson.Plain.Repositories), (byte)'\n'], cancellation);
        await writer.EndAsync(cancellation);
    }

    private ImageIndex Index()
    {
        var manifests = new List<Descriptor>();
        foreach (var (image, names) in images)
        {
            var descriptor = image.Document.Manifest with { Annotations = null, Platform = null };
            if (names.Count == 0) manifests.Add(descriptor);
            manifests.AddRange(names.Select(n => descriptor with
            {
                Annotations = new SortedDictionary<string, string>(StringComparer.Ordinal)
                {
                    [ArchiveNames.ContainerdName] = n.Canonical,
                    [ArchiveNames.RefName] = n.Tag!,
                },
            }));
        }

        return new ImageIndex { MediaType = MediaTypes.OciIndex, Manifests = manifests };
    }

    private List<ArchivedImage> Manifest() =>
    [
        .. images.Select(i => new ArchivedImage
        {
            Config = PathOf(i.Image.Id),
            RepoTags = i.Names.Count == 0 ? null : [.. i.Names.Select(n => n.Familiar)],
            Layers = [.. LayersOf(i.Image).Select(l => PathOf(l.Digest))],
            LayerSources = (i.Image.Config.RootFs.DiffIds ?? []).Zip(LayersOf(i.Image))
                .DistinctBy(l => l.First)
                .ToDictionary(l => l.First.Value, l => l.Second with { Annotations = null }),
        }),
    ];

    private SortedDictionary<string, SortedDictionary<string, string>> Repositories()
    {
        var repositories = new SortedDictionary<string, SortedDictionary<string, string>>(StringComparer.Ordinal);
        foreach (var (image, names) in images)
        {
            if (LayersOf(image) is not [.., var top]) continue;
            foreach (var name in names)
            {
                if (!repositories.TryGetValue(name.FamiliarName, out var tags)) repositories[name.FamiliarName] = tags = new(StringComparer.Ordinal);
                tags[name.Tag!] = top.Digest.Hex;
            }
        }

        return repositories;
    }

    private IReadOnlyList<Descriptor> LayersOf(StoredImage image) => ImageParts.Manifest(content.ReadDocument(image.Document.Manifest.Digest)).Layers;

    private static string PathOf(Digest digest) => $"blobs/{digest.Algorithm}/{digest.Hex}";
}
