using Gantry.Linux.Documents;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Storage.Documents;

namespace Gantry.Storage.Images;

public sealed partial class ImageStore
{
    private Task _keeping = Task.CompletedTask;

    /// <summary>Gives an image one more name.</summary>
    /// <param name="source">The image, as for <see cref="Resolve"/>.</param>
    /// <param name="target">The new name; "latest" is the default tag.</param>
    /// <exception cref="GantryException">NotFound, Invalid.</exception>
    public void Tag(string source, string target)
    {
        var name = Reference.Parse(target).WithDefaultTag();
        if (!name.Digest.IsEmpty) throw new GantryException(ErrorKind.Invalid, "refusing to create a tag with a digest reference");
        if (name.FamiliarName == "sha256") throw new GantryException(ErrorKind.Invalid, "refusing to create an ambiguous tag using digest algorithm as name");
        lock (_writing) SetName(name, Find(_catalog, source), touch: true);
    }

    /// <summary>Makes an image known, with these names. All it points to must be durable.</summary>
    /// <param name="document">The image.</param>
    /// <param name="names">Its names.</param>
    /// <param name="isTagged">Whether somebody here gave it the names, which has a time of its own; those of archives and registries come with the image.</param>
    /// <returns>The names that stood for other images before, with these.</returns>
    internal IReadOnlyList<StoredName> Register(ImageDocument document, IReadOnlyList<Reference> names, bool isTagged = true)
    {
        lock (_writing)
        {
            var touch = isTagged && names.Count > 0;
            if (!_catalog.Images.TryGetValue(document.Id, out var image))
            {
                image = Assemble(touch ? document with { LastTagged = _time.GetUtcNow() } : document);
                Document.Write(PathOf(document.Id), image.Document, StorageJson.Default.ImageDocument);
                _catalog = _catalog with { Images = _catalog.Images.SetItem(document.Id, image) };
                touch = false;
            }

            return [.. names.Select(n => SetName(n, image, touch)).OfType<StoredName>()];
        }
    }

    /// <returns>The name as it was, if it stood for another image.</returns>
    private StoredName? SetName(Reference name, StoredImage image, bool touch)
    {
        var former = _catalog.Names.GetValueOrDefault(name.Canonical);
        if (former?.Image != image.Id)
            Document.Write(PathOf(name), new NameDocument { Name = name.Canonical, Image = image.Id }, StorageJson.Default.NameDocument);
        if (touch)
        {
            image = image with { Document = image.Document with { LastTagged = _time.GetUtcNow() } };
            if (former?.Image != image.Id) Document.Write(PathOf(image.Id), image.Document, StorageJson.Default.ImageDocument);
            else _keeping = _keeping.ContinueWith(_ => KeepTime(image.Id), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default); // a name given again changes this time only: nobody waits for the disk to learn it
        }

        _catalog = new ImageCatalog(
            _catalog.Images.SetItem(image.Id, image),
            _catalog.Names.SetItem(name.Canonical, new StoredName(name, image.Id)));
        return former is not null && former.Image != image.Id ? former : null;
    }

    private void KeepTime(Digest id)
    {
        lock (_writing)
        {
            try
            {
                if (_catalog.Images.TryGetValue(id, out var image)) Document.Write(PathOf(id), image.Document, StorageJson.Default.ImageDocument);
            }
            catch (Exception e) when (e is IOException or GantryException or KernelException)
            {
                // The time it has on disk is an earlier one.
            }
        }
    }

    private void RemoveName(Reference name)
    {
        File.Delete(PathOf(name));
        _catalog = _catalog with { Names = _catalog.Names.Remove(name.Canonical) };
    }
}
