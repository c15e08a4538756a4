using Gantry.Build.CacheTransfer;
using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Build.Sessions;
using Gantry.Engine.Images.Pulls;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Storage.Images;
using Gantry.Storage.Steps;

namespace Gantry.Build.Solver.Steps;

/// <summary>An image in a directory of the client's, an image layout (OCI image specification), whose blobs the client gives by digest.</summary>
/// <param name="Digest">The digest of the manifest that was chosen.</param>
/// <param name="Config">The configuration's bytes.</param>
/// <param name="Layers">Its layers, base first.</param>
internal sealed record LayoutSource(Digest Digest, byte[] Config, IReadOnlyList<TreeLayer> Layers)
{
    /// <summary>What stands before the name of a layout's store, where clients serve several kinds.</summary>
    private const string StorePrefix = "oci:";

    /// <summary>Reads what an image is.</summary>
    /// <param name="session">The client; null: there is none.</param>
    /// <param name="store">What the client calls the layout.</param>
    /// <param name="image">The digest of a manifest, or of an index of several.</param>
    /// <param name="platform">Which of several; null: this machine's.</param>
    /// <param name="cancellation">Ends it.</param>
    /// <exception cref="GantryException">NotFound: it has no image for the platform; Invalid: it is no image.</exception>
    public static async Task<LayoutSource> ReadAsync(IBuildSession? session, string store, Digest image, Platform? platform, CancellationToken cancellation)
    {
        var place = Place(session, store, image);
        var (mediaType, content) = await place.ManifestAsync(cancellation);
        if (MediaTypes.IsIndex(mediaType))
        {
            var wanted = platform ?? PlatformChoice.Host;
            var chosen = PlatformChoice.Choose(ImageParts.Index(content).Manifests, wanted)
                ?? throw new GantryException(ErrorKind.NotFound, $"no match for platform in manifest {image}: not found");
            (image, content) = (chosen.Digest, await place.ManifestAsync(chosen, cancellation));
        }

        var manifest = ImageParts.Manifest(content);
        var config = await place.DocumentAsync(manifest.Config, cancellation);
        var diffIds = ImageParts.Config(config).RootFs.DiffIds ?? [];
        if (diffIds.Count != manifest.Layers.Count)
            throw new GantryException(ErrorKind.Invalid, $"invalid manifest, layers length mismatch: expected {manifest.Layers.Count}, got {diffIds.Count}");
        return new LayoutSource(image, config, [.. diffIds.Zip(manifest.Layers, (diffId, blob) => new TreeLayer(diffId, blob))]);
    }

    /// <summary>Brings the files.</summary>
    public static async Task<LayeredFiles> RunAsync(StepContext context, Vertex vertex, SourceOperation source, CancellationToken cancellation)
    {
        var name = Reference.Parse(source.Name);
        if (name.Digest.IsEmpty) throw new GantryException(ErrorKind.Invalid, $"oci-layout reference {source.Name} has no digest");
        var store = source.Attribute(SourceAttributes.OciLayoutStore) ?? "";
        var image = await ReadAsync(context.Session, store, name.Digest, vertex.Platform, cancellation);
        context.Pins[vertex.Digest] = image.Digest.Value;
        await context.Host.Store.PullLayersAsync(image.Layers, Place(context.Session, store, image.Digest).OpenAsync, context.Lease, cancellation);
        return new LayeredFiles(context.Host.Store, image.Layers);
    }

    private static SessionPlace Place(IBuildSession? session, string store, Digest image) =>
        new(session ?? throw new GantryException(ErrorKind.Invalid, "oci-layout source requires session"), StorePrefix + store, image);
}
