using Gantry.Oci.Errors;
using Gantry.Oci.Images;
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
        if (options.Platform is { Os: not "linux" }) throw new GantryException(ErrorKind.Invalid, "operating system is not supported");
        var name = NewName(options.Repository, options.Tag);
        var config = ConfigChanges.Apply(new ExecutionConfig(), options.Changes);

        using var lease = Leases.Take();
        await using var plain = await Decompression.OpenAsync(tar, cancellation);
        using var incoming = await new LayerIntake(Content, Snapshots).TakeAsync(plain, cancellation);
        lease.Hold(incoming.DiffId);
        lease.Hold(ChainId.Of(default, incoming.DiffId));
        var layer = incoming.Commit(parent: default);

        var json = ImportedConfig.Write(config, layer.DiffId, _time.GetUtcNow(), options);
        return Keep(json, [new Descriptor { MediaType = MediaTypes.OciLayer, Digest = layer.DiffId, Size = incoming.BlobSize }], default, name, lease);
    }
}
