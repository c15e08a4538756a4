using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Storage.Images.Pushes;

namespace Gantry.Storage.Images;

public sealed partial class ImageStore
{
    /// <summary>What plain layers become when they are sent compressed.</summary>
    public CompressedForms CompressedForms { get; }

    /// <summary>The tags of a repository that are here, sorted.</summary>
    /// <param name="repository">The repository; tag and digest do not matter.</param>
    public IReadOnlyList<Reference> TagsOf(Reference repository) =>
        [.. _catalog.Names.Values.Select(n => n.Reference).Where(r => r.Name == repository.Name && r.Tag is not null)];

    /// <summary>Opens an image's parts and keeps them.</summary>
    /// <param name="name">A name of the image.</param>
    /// <exception cref="GantryException">NotFound.</exception>
    public ImageContent Open(Reference name)
    {
        var lease = Leases.Take();
        try
        {
            lock (_writing)
            {
                var image = Find(_catalog, name.Canonical);
                foreach (var blob in image.Blobs) lease.Hold(blob);
                return new ImageContent(Content, lease, image);
            }
        }
        catch
        {
            lease.Dispose();
            throw;
        }
    }

    /// <summary>Repositories that are known to have an image with a layer: those the image came from or was sent to.</summary>
    /// <param name="diffId">The layer's uncompressed digest.</param>
    public IEnumerable<Reference> RepositoriesWith(Digest diffId)
    {
        var catalog = _catalog;
        return catalog.Names.Values
            .Where(n => !n.Reference.Digest.IsEmpty && catalog.Images.GetValueOrDefault(n.Image)?.Config.RootFs.DiffIds?.Contains(diffId) == true)
            .Select(n => n.Reference);
    }

    /// <summary>Remembers under which digest a repository has an image.</summary>
    /// <param name="image">The image's id.</param>
    /// <param name="name">The repository with the digest.</param>
    public void AddDigest(Digest image, Reference name)
    {
        lock (_writing)
            if (_catalog.Images.TryGetValue(image, out var stored)) SetName(name, stored, touch: false);
    }
}
