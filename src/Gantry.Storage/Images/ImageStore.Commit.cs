using System.IO.Pipelines;

using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Storage.Leases;
using Gantry.Storage.Snapshots;

namespace Gantry.Storage.Images;

public sealed partial class ImageStore
{
    /// <summary>The digest of a tar without entries: where containers are committed, such a layer is none.</summary>
    internal static readonly Digest EmptyTar = Digest.Of(Diff.TarHeaderWriter.End);

    /// <summary>Makes an image of a snapshot: its own layer on top of its parent's.</summary>
    /// <param name="key">The snapshot's key.</param>
    /// <param name="options">Name, remark and configuration.</param>
    /// <param name="cancellation">Gives up and removes what was made.</param>
    /// <returns>The image's id.</returns>
    /// <exception cref="GantryException">Invalid: the name; NotFound: snapshot or parent; Unavailable: the disk is full.</exception>
    public async Task<Digest> CommitAsync(string key, CommitOptions options, CancellationToken cancellation)
    {
        var name = NewName(options.Repository, options.Tag);
        using var lease = Leases.Take();
        var parent = HoldParent(options.Parent, lease);
        using var incoming = await TakeLayerAsync(key, cancellation);
        var isEmpty = incoming.DiffId == EmptyTar;
        if (!isEmpty)
        {
            lease.Hold(incoming.DiffId);
            lease.Hold(ChainId.Of(parent.ChainId, incoming.DiffId));
            incoming.Commit(parent.ChainId);
        }

        return Keep(parent, options, isEmpty ? null : new Descriptor { MediaType = MediaTypes.OciLayer, Digest = incoming.DiffId, Size = incoming.BlobSize }, name, lease);
    }

    /// <summary>The parent with its layers, kept from going; an empty digest means nothing.</summary>
    private (Digest Id, Digest ChainId, ImageConfig Config, IReadOnlyList<Descriptor> Layers) HoldParent(Digest id, Lease lease)
    {
        if (id.IsEmpty) return (default, default, new ImageConfig { Architecture = ImportedConfig.Architecture, Os = "linux" }, []);
        if (!_catalog.Images.TryGetValue(id, out var parent)) throw new GantryException(ErrorKind.NotFound, $"No such image: {id}");
        foreach (var needed in parent.Blobs.Concat(parent.Chain)) lease.Hold(needed);
        return (id, parent.ChainId, parent.Config, ImageParts.Manifest(Content.ReadDocument(parent.Document.Manifest.Digest)).Layers);
    }

    private Digest Keep((Digest Id, Digest ChainId, ImageConfig Config, IReadOnlyList<Descriptor> Layers) parent, CommitOptions options, Descriptor? layer, Reference? name, Lease lease) => Keep(
        CommittedConfig.Write(parent.Config, options, layer?.Digest ?? default, _time.GetUtcNow()),
        layer is null ? parent.Layers : [.. parent.Layers, layer],
        parent.Id,
        name,
        lease);

    private static Reference? NewName(string repository, string tag)
    {
        if (repository.Length == 0) return null;
        var name = Reference.Parse(repository);
        if (!name.Digest.IsEmpty) throw new GantryException(ErrorKind.Invalid, "cannot import digest reference");
        return tag.Length > 0 ? name.WithTag(tag) : name.WithDefaultTag();
    }

    private async Task<IncomingLayer> TakeLayerAsync(string key, CancellationToken cancellation)
    {
        var pipe = new Pipe(new PipeOptions(pauseWriterThreshold: 4 << 20, resumeWriterThreshold: 2 << 20, minimumSegmentSize: 64 << 10));
        var writing = Task.Run(WriteAsync, CancellationToken.None);
        try
        {
            return await new LayerIntake(Content, Snapshots).TakeAsync(pipe.Reader.AsStream(), cancellation);
        }
        finally
        {
            await pipe.Reader.CompleteAsync();
            await writing;
        }

        async Task WriteAsync()
        {
            try
            {
                await Snapshots.WriteLayerAsync(key, pipe.Writer.AsStream(leaveOpen: true), cancellation);
                await pipe.Writer.CompleteAsync();
            }
            catch (Exception e)
            {
                await pipe.Writer.CompleteAsync(e); // the reading side fails with it
            }
        }
    }

    /// <summary>Stores configuration and manifest and makes the image known. Its layers are here.</summary>
    private Digest Keep(byte[] config, IReadOnlyList<Descriptor> layers, Digest parent, Reference? name, Lease lease)
    {
        var id = Digest.Of(config);
        lease.Hold(id);
        Content.Add(config);
        var manifest = ImageParts.Bytes(new Manifest
        {
            MediaType = MediaTypes.OciManifest,
            Config = new Descriptor { MediaType = MediaTypes.OciConfig, Digest = id, Size = config.Length },
            Layers = layers,
        });
        var digest = Digest.Of(manifest);
        lease.Hold(digest);
        Content.Add(manifest);
        var descriptor = new Descriptor { MediaType = MediaTypes.OciManifest, Digest = digest, Size = manifest.Length };
        Register(new ImageDocument { Id = id, Manifest = descriptor, Parent = parent }, name is null ? [] : [name]);
        return id;
    }
}
