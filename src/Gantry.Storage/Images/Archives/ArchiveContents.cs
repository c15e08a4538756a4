using System.Text.Json;

using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Storage.Content;
using Gantry.Storage.Leases;

namespace Gantry.Storage.Images.Archives;

/// <summary>Reads what images an archive holds: Docker's <c>manifest.json</c> if there is one, else OCI's <c>index.json</c>, else Docker's
/// oldest list.</summary>
/// <param name="archive">The archive.</param>
/// <param name="content">Where its files are.</param>
/// <param name="lease">Holds what is made of it.</param>
/// <param name="wanted">Which of an image's platforms is taken; null: this machine's.</param>
internal sealed class ArchiveContents(LoadedArchive archive, ContentStore content, Lease lease, Platform? wanted)
{
    private const int NestingLimit = 4;

    private readonly Platform wanted = wanted ?? new Platform { Os = "linux", Architecture = ImportedConfig.Architecture };

    /// <summary>The images, in the archive's order.</summary>
    /// <exception cref="GantryException">Invalid: neither list is there, or a part is missing or contradicts another.</exception>
    public IReadOnlyList<PlannedImage> Plan()
    {
        if (archive.Find(ArchiveNames.Manifest) is { } manifest) return [.. FromDocker(content.ReadDocument(manifest))];
        if (archive.Find(ArchiveNames.Index) is { } index) return FromOci(content.ReadDocument(index));
        if (archive.Find(ArchiveNames.Repositories) is { } repositories) return new LegacyImages(archive, content, lease).Plan(repositories);
        throw new GantryException(ErrorKind.Invalid, "invalid archive: it has neither manifest.json nor index.json: is it a root file system for import?");
    }

    private IEnumerable<PlannedImage> FromDocker(byte[] json)
    {
        IReadOnlyList<ArchivedImage> images;
        try
        {
            images = JsonSerializer.Deserialize(json, ArchiveJson.Plain.IReadOnlyListArchivedImage)
                ?? throw new GantryException(ErrorKind.Invalid, "invalid manifest.json: null");
        }
        catch (JsonException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"invalid manifest.json: {e.Message}", e);
        }

        var known = KnownManifests();
        foreach (var image in images)
        {
            var id = archive.Get(image.Config, ArchiveNames.Manifest);
            var config = ImageParts.Config(content.ReadDocument(id));
            var diffIds = config.RootFs.DiffIds ?? [];
            var layers = image.Layers ?? [];
            if (layers.Count != diffIds.Count)
                throw new GantryException(ErrorKind.Invalid, $"invalid manifest, layers length mismatch: expected {layers.Count}, got {diffIds.Count}");
            Digest[] blobs = [.. layers.Select(l => archive.Get(l, ArchiveNames.Manifest))];
            var names = (image.RepoTags ?? []).Select(Tagged).ToList();
            known.TryGetValue(id, out var manifest);
            if (manifest is not null && !manifest.Value.Manifest.Layers.Select(l => l.Digest).SequenceEqual(blobs)) manifest = null;
            yield return new PlannedImage(id, config, blobs, names, manifest?.Descriptor, image.Parent);
        }
    }

    private static Reference Tagged(string text)
    {
        var name = Reference.Parse(text);
        return name is { Tag: not null, Digest.IsEmpty: true } ? name : throw new GantryException(ErrorKind.Invalid, $"invalid tag \"{text}\"");
    }

    /// <summary>The manifests of a Docker archive that is an OCI layout as well, by configuration, so that images keep their digests.</summary>
    private Dictionary<Digest, (Manifest Manifest, Descriptor Descriptor)?> KnownManifests()
    {
        var known = new Dictionary<Digest, (Manifest, Descriptor)?>();
        if (archive.Find(ArchiveNames.Index) is not { } index) return known;
        foreach (var (descriptor, manifest) in Manifests(ImageParts.Index(content.ReadDocument(index)), 0))
            known[manifest.Config.Digest] = (manifest, descriptor);
        return known;
    }

    private List<PlannedImage> FromOci(byte[] json)
    {
        var images = new List<PlannedImage>();
        foreach (var (descriptor, manifest) in Manifests(ImageParts.Index(json), 0))
        {
            if (!MediaTypes.IsConfig(manifest.Config.MediaType)) continue; // an artifact, not an image
            if (archive.FindBlob(manifest.Config.Digest) is not { } id) throw Missing(manifest.Config.Digest);
            var config = ImageParts.Config(content.ReadDocument(id));
            if ((config.RootFs.DiffIds?.Count ?? 0) != manifest.Layers.Count)
                throw new GantryException(ErrorKind.Invalid, $"invalid manifest, layers length mismatch: expected {manifest.Layers.Count}, got {config.RootFs.DiffIds?.Count ?? 0}");
            Digest[] blobs = [.. manifest.Layers.Select(l => archive.FindBlob(l.Digest) ?? throw Missing(l.Digest))];
            var names = NameOf(descriptor) is { } name ? new List<Reference> { name } : [];
            if (images.FindIndex(i => i.Id == id) is >= 0 and var at) images[at] = images[at] with { Names = [.. images[at].Names, .. names] };
            else images.Add(new PlannedImage(id, config, blobs, names, descriptor, default));
        }

        return images.Count > 0 ? images : throw new GantryException(ErrorKind.Invalid, "invalid archive: index.json names no image for this platform");
    }

    private static GantryException Missing(Digest digest) => new(ErrorKind.Invalid, $"invalid archive: blob {digest} is not in the archive");

    /// <summary>containerd writes the whole name; others write the whole name, or only a tag, where OCI wants one.</summary>
    private static Reference? NameOf(Descriptor descriptor)
    {
        var text = descriptor.Annotations?.GetValueOrDefault(ArchiveNames.ContainerdName);
        if (text is null && descriptor.Annotations?.GetValueOrDefault(ArchiveNames.RefName) is { } name && name.AsSpan().ContainsAny('/', ':')) text = name;
        return text is not null && Reference.TryParse(text, out var reference) ? reference.WithDefaultTag() : null;
    }

    /// <summary>The manifests an index leads to that are here and fit the platform; a list of platforms passes its names on.</summary>
    private IEnumerable<(Descriptor Descriptor, Manifest Manifest)> Manifests(ImageIndex index, int depth)
    {
        if (depth > NestingLimit) throw new GantryException(ErrorKind.Invalid, "invalid archive: indexes are nested too deeply");
        var best = PlatformOrder.Best(index.Manifests.Where(m => archive.FindBlob(m.Digest) is not null), wanted);
        foreach (var descriptor in index.Manifests)
        {
            if (archive.FindBlob(descriptor.Digest) is not { } blob || !IsWanted(descriptor)) continue;
            var json = content.ReadDocument(blob);
            if (MediaTypes.IsIndex(descriptor.MediaType))
            {
                foreach (var (inner, manifest) in Manifests(ImageParts.Index(json), depth + 1))
                    yield return (inner with { Annotations = inner.Annotations is { Count: > 0 } && NameOf(inner) is not null ? inner.Annotations : descriptor.Annotations }, manifest);
            }
            else
            {
                yield return (descriptor with { Size = json.Length }, ImageParts.Manifest(json));
            }
        }

        // The archive's own list names images that have nothing to do with one another; what it leads to are one image's platforms.
        bool IsWanted(Descriptor descriptor) => descriptor.Platform is not { } offered
            || (depth > 0 ? ReferenceEquals(descriptor, best) : offered.Os == wanted.Os && offered.Architecture == wanted.Architecture);
    }
}
