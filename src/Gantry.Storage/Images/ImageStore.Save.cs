using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Storage.Images.Archives;
using Gantry.Storage.Leases;

namespace Gantry.Storage.Images;

public sealed partial class ImageStore
{
    /// <summary>Writes images as an archive that is a Docker archive and an OCI layout at once; the same images give the same bytes.</summary>
    /// <param name="references">The images, as for <see cref="Resolve"/>; a name without tag means all its tags.</param>
    /// <param name="archive">Where the archive goes.</param>
    /// <param name="cancellation">Stops writing.</param>
    /// <exception cref="GantryException">NotFound: before anything is written.</exception>
    public async Task SaveAsync(IReadOnlyList<string> references, Stream archive, CancellationToken cancellation)
    {
        using var lease = Leases.Take();
        var images = Select(_catalog, references, lease);
        await new SavedArchive(Content, images).WriteAsync(archive, cancellation);
    }

    /// <summary>Checks that every reference of a <see cref="SaveAsync"/> means an image.</summary>
    /// <param name="references">The images.</param>
    /// <returns>Their ids.</returns>
    /// <exception cref="GantryException">NotFound, Invalid.</exception>
    public IReadOnlyList<Digest> CheckSave(IReadOnlyList<string> references)
    {
        using var lease = Leases.Take();
        return [.. Select(_catalog, references, lease).Select(i => i.Image.Id)];
    }

    private static List<(StoredImage Image, IReadOnlyList<Reference> Names)> Select(ImageCatalog catalog, IReadOnlyList<string> references, Lease lease)
    {
        var order = new List<StoredImage>();
        var names = new Dictionary<Digest, SortedDictionary<string, Reference>>();
        foreach (var text in references)
        {
            var isDigest = Digest.TryParse(text, out _) || Digest.TryParse($"sha256:{text}", out _);
            var reference = isDigest ? null : Reference.Parse(text);
            var tags = reference is { IsNameOnly: true }
                ? catalog.Names.Values.Where(n => n.Reference.Name == reference.Name && n.Reference.Tag is not null).ToList()
                : [];
            if (tags.Count > 0)
            {
                foreach (var tag in tags) Add(catalog.Images[tag.Image], tag.Reference);
                continue;
            }

            var image = catalog.Find(text)
                ?? throw new GantryException(ErrorKind.NotFound, reference is { IsNameOnly: false } ? "reference does not exist" : $"No such image: {reference?.Familiar ?? text}");
            Add(image, reference is { Tag: not null } && catalog.FindName(reference)?.Image == image.Id ? reference : null);
        }

        return [.. order.Select(i => (i, (IReadOnlyList<Reference>)[.. names[i.Id].Values]))];

        void Add(StoredImage image, Reference? name)
        {
            foreach (var blob in image.Blobs) lease.Hold(blob);
            if (!names.TryGetValue(image.Id, out var list))
            {
                names[image.Id] = list = new SortedDictionary<string, Reference>(StringComparer.Ordinal);
                order.Add(image);
            }

            if (name is not null) list[name.Canonical] = name.WithTag(name.Tag!);
        }
    }
}
