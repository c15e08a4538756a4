using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Storage.Content;
using Gantry.Storage.Images.Changes;
using Gantry.Storage.Snapshots;

namespace Gantry.Storage.Images;

public sealed partial class ImageStore
{
    /// <summary>Makes an image of one layer from a tar of a root file system, plain or compressed.</summary>
    /// <param name="tar">The archive; read to its end.</param>
    /// <param name="options">Name, remark and configuration.</param>
    /// <param name="cancellation">Gives up and removes what was made.</param>
    /// <returns>The image's id.</returns>
    /// <exception cref="GantryException">Invalid: name, changes or archive; Unavailable: the disk is full.</exception>
    public async Task<Digest> ImportAsync(Stream tar, ImportOptions options, CancellationToken cancellation)
    {
        // What can be wrong without looking at the archive is found before anything is read.
        var name = ImportName(options);
        var config = ConfigChanges.Apply(new ExecutionConfig(), options.Changes);

        using var lease = Leases.Take();
        await using var plain = await Decompression.OpenAsync(tar, cancellation);
        using var incoming = await new LayerIntake(Content, Snapshots).TakeAsync(plain, cancellation);
        lease.Hold(incoming.DiffId);
        lease.Hold(ChainId.Of(default, incoming.DiffId));
        var layer = incoming.Commit(parent: default);

        var json = ImportedConfig.Write(config, layer.DiffId, _time.GetUtcNow(), options);
        var id = Digest.Of(json);
        lease.Hold(id);
        Content.Add(json);
        var manifest = ImageParts.Bytes(new Manifest
        {
            MediaType = MediaTypes.OciManifest,
            Config = new Descriptor { MediaType = MediaTypes.OciConfig, Digest = id, Size = json.Length },
            Layers = [new Descriptor { MediaType = MediaTypes.OciLayer, Digest = layer.DiffId, Size = incoming.BlobSize }],
        });
        var digest = Digest.Of(manifest);
        lease.Hold(digest);
        Content.Add(manifest);
        var descriptor = new Descriptor { MediaType = MediaTypes.OciManifest, Digest = digest, Size = manifest.Length };
        Register(new ImageDocument { Id = id, Manifest = descriptor }, name is null ? [] : [name]);
        return id;
    }

    private static Reference? ImportName(ImportOptions options)
    {
        if (options.Repository.Length == 0) return null;
        var name = Reference.Parse(options.Repository);
        if (!name.Digest.IsEmpty) throw new GantryException(ErrorKind.Invalid, "cannot import digest reference");
        return options.Tag.Length > 0 ? name.WithTag(options.Tag) : name.WithDefaultTag();
    }
}
