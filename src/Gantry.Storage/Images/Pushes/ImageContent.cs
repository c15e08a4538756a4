using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Storage.Content;
using Gantry.Storage.Leases;

namespace Gantry.Storage.Images.Pushes;

/// <summary>An image as it is stored, for whoever sends it elsewhere. Nothing of it goes away before this is disposed.</summary>
public sealed class ImageContent : IDisposable
{
    private readonly ContentStore _content;
    private readonly Lease _lease;

    internal ImageContent(ContentStore content, Lease lease, StoredImage image)
    {
        (_content, _lease) = (content, lease);
        Id = image.Id;
        ManifestContent = content.ReadDocument(image.Document.Manifest.Digest);
        Manifest = ImageParts.Manifest(ManifestContent);
        ManifestDescriptor = image.Document.Manifest;
        DiffIds = image.Config.RootFs.DiffIds ?? [];
        Config = image.Config;
    }

    /// <summary>The image's id, which is its configuration's digest.</summary>
    public Digest Id { get; }

    /// <summary>The configuration.</summary>
    public ImageConfig Config { get; }

    /// <summary>What the manifest is.</summary>
    public Descriptor ManifestDescriptor { get; }

    /// <summary>The manifest's bytes.</summary>
    public byte[] ManifestContent { get; }

    /// <summary>The manifest.</summary>
    public Manifest Manifest { get; }

    /// <summary>The digests of the uncompressed layers, base first.</summary>
    public IReadOnlyList<Digest> DiffIds { get; }

    /// <summary>Opens a layer, or the configuration, as it is stored.</summary>
    /// <param name="digest">The blob.</param>
    /// <exception cref="GantryException">NotFound.</exception>
    public Stream Open(Digest digest) => _content.OpenStream(digest);

    /// <inheritdoc/>
    public void Dispose() => _lease.Dispose();
}
