using System.Text.Json;

using Gantry.Linux.Files;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Storage.Content;
using Gantry.Storage.Diff;

namespace Gantry.Storage.Images.Archives;

/// <summary>Writes images as an archive that is a Docker archive and an OCI layout at once: blobs by digest, sorted, then the lists.
/// The same images under the same names give the same bytes.</summary>
internal sealed class SavedArchive(ContentStore content, IReadOnlyList<(StoredImage Image, IReadOnlyList<Reference> Names)> images)
{
    private const int BufferSize = 1 << 20;

    public async Task WriteAsync(Stream archive, CancellationToken cancellation)
    {
        using var buffer = new NativeBuffer(BufferSize);
        await DirectoryAsync("blobs/");
        var made = new HashSet<string>();
        foreach (var digest in images.SelectMany(i => i.Image.Blobs).Distinct().Order())
        {
            if (made.Add(digest.Algorithm)) await DirectoryAsync($"blobs/{digest.Algorithm}/");
            await BlobAsync(digest);
        }

        await DocumentAsync(ArchiveNames.Index, JsonSerializer.SerializeToUtf8Bytes(Index(), OciJson.Plain.ImageIndex));
        await DocumentAsync(ArchiveNames.Manifest, [.. JsonSerializer.SerializeToUtf8Bytes(Manifest(), ArchiveJson.Plain.IReadOnlyListArchivedImage), (byte)'\n']);
        await DocumentAsync(ArchiveNames.Layout, """{"imageLayoutVersion": "1.0.0"}"""u8.ToArray());
        if (Repositories() is { Count: > 0 } repositories)
            await DocumentAsync(ArchiveNames.Repositories, [.. JsonSerializer.SerializeToUtf8Bytes(repositories, ArchiveJson.Plain.Repositories), (byte)'\n']);
        await archive.WriteAsync(TarHeaderWriter.End, cancellation);

        ValueTask DirectoryAsync(string name) =>
            archive.WriteAsync(TarHeaderWriter.Encode(new TarEntry { Kind = TarEntryKind.Directory, Name = name, Permissions = 0x1ED }), cancellation);

        ValueTask HeaderAsync(string name, long size) =>
            archive.WriteAsync(TarHeaderWriter.Encode(new TarEntry { Name = name, Size = size, Permissions = 0x1A4 }), cancellation);

        async Task DocumentAsync(string name, byte[] bytes)
        {
            await HeaderAsync(name, bytes.Length);
            await archive.WriteAsync(bytes, cancellation);
            await archive.WriteAsync(new byte[TarHeaderWriter.Padding(bytes.Length)], cancellation);
        }

        async Task BlobAsync(Digest digest)
        {
            using var file = content.Open(digest);
            var size = RandomAccess.GetLength(file);
            await HeaderAsync($"blobs/{digest.Algorithm}/{digest.Hex}", size);
            for (var left = size; left > 0;)
            {
                var length = OpenFile.Read(file, buffer.GetSpan(), digest.Value);
                if (length == 0) throw new EndOfStreamException($"content {digest} is shorter than it was");
                await archive.WriteAsync(buffer.Memory[..length], cancellation);
                left -= length;
            }

            await archive.WriteAsync(new byte[TarHeaderWriter.Padding(size)], cancellation);
        }
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
