using System.Buffers;
using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using System.Text.Json;

using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Oci.References;
using Gantry.Storage.Steps;

namespace Gantry.Storage.Images;

public sealed partial class ImageStore
{
    // What an image was made from never changes: it is read once, when a build first asks.
    private readonly ConcurrentDictionary<Digest, Digest> _madeBy = new();

    /// <summary>Makes an image of what a step of a build added to its parent.</summary>
    /// <param name="layer">The layer, on the parent's topmost. One that is empty does not become a part of the image.</param>
    /// <param name="options">Name, remark and configuration.</param>
    /// <returns>The image's id.</returns>
    /// <exception cref="GantryException">Invalid: the name; NotFound: the parent; Unavailable: the disk is full.</exception>
    public Digest AddStep(StepLayer layer, CommitOptions options)
    {
        var name = NewName(options.Repository, options.Tag);
        using var lease = Leases.Take();
        var parent = HoldParent(options.Parent, lease);
        var isEmpty = layer.DiffId == EmptyTar;
        if (!isEmpty)
        {
            lease.Hold(layer.DiffId);
            lease.Hold(layer.ChainId);
            Steps.Flush();
        }

        return Keep(parent, options, isEmpty ? null : layer.Descriptor, name, lease);
    }

    /// <summary>The layers of an image, base first.</summary>
    public IReadOnlyList<TreeLayer> LayersOf(ImageRecord image)
    {
        var blobs = ImageParts.Manifest(Content.ReadDocument(image.Manifest.Digest)).Layers;
        return [.. (image.Config.RootFs.DiffIds ?? []).Select((diffId, index) => new TreeLayer(diffId, blobs[index]))];
    }

    /// <summary>Makes an image of a tree and a configuration that names its layers.</summary>
    /// <param name="config">The configuration's bytes.</param>
    /// <param name="layers">The layers, base first; somebody must hold them.</param>
    /// <param name="names">Its names.</param>
    /// <returns>The image.</returns>
    public ImageRecord AddBuilt(byte[] config, IReadOnlyList<TreeLayer> layers, IReadOnlyList<Reference> names)
    {
        Steps.Flush();
        using var lease = Leases.Take();
        var id = Keep(config, [.. layers.Select(l => l.Blob)], default, null, lease);
        foreach (var name in names) Tag(id.Value, name.Canonical);
        return Resolve(id.Value);
    }

    /// <summary>Removes layers and blobs of results that are no longer kept, as far as nothing else needs them.</summary>
    public void Collect(IReadOnlyCollection<StepRecord> removed)
    {
        var chain = new List<Digest>();
        foreach (var record in removed)
        {
            Digest top = default;
            foreach (var layer in record.Layers) chain.Add(top = Gantry.Storage.Snapshots.ChainId.Of(top, layer.DiffId));
        }

        lock (_writing) _collector.Collect(_catalog, [.. removed.SelectMany(r => r.Layers).Select(l => l.Blob.Digest).Distinct()], [.. chain.Distinct()]);
    }

    /// <summary>Finds the image that a step made of its parent before: the newest child that was committed from the same configuration.</summary>
    /// <param name="parent">The parent's id; empty for none.</param>
    /// <param name="containerConfig">How the step's container was configured.</param>
    /// <returns>The image's id; empty where there is none.</returns>
    public Digest FindStep(Digest parent, ExecutionConfig containerConfig)
    {
        var wanted = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(wanted, ImportedConfig.Options)) ImportedConfig.WriteContainer(json, containerConfig);
        var digest = Digest.Of(wanted.WrittenSpan);
        return _catalog.ChildrenOf(parent)
            .Where(child => _madeBy.GetOrAdd(child.Id, ReadMadeBy) == digest)
            .OrderByDescending(child => child.Config.Created, StringComparer.Ordinal)
            .Select(child => child.Id)
            .FirstOrDefault();
    }

    /// <summary>Makes the image that a step made once on another host, from the one it became a part of: the parent with one more step of that history.</summary>
    /// <param name="parent">The image to go on from; empty for none. Its history is the beginning of the source's.</param>
    /// <param name="source">The image whose history goes on.</param>
    /// <param name="containerConfig">How the step is known here.</param>
    /// <returns>The image's id.</returns>
    /// <exception cref="GantryException">NotFound.</exception>
    public Digest RestoreStep(Digest parent, Digest source, ExecutionConfig containerConfig)
    {
        using var lease = Leases.Take();
        var below = HoldParent(parent, lease);
        var from = HoldParent(source, lease);
        var step = from.Config.History![below.Config.History?.Count ?? 0];
        var layer = step.EmptyLayer ? null : from.Layers[below.Layers.Count];
        var created = DateTimeOffset.TryParse(step.Created, System.Globalization.CultureInfo.InvariantCulture, out var time) ? time : DateTimeOffset.UnixEpoch;
        var options = new CommitOptions { Parent = parent, Config = containerConfig, ContainerConfig = containerConfig, ContainerId = "", Author = step.Author ?? "", Comment = step.Comment ?? "" };
        var config = CommittedConfig.Write(below.Config, options, step.EmptyLayer ? default : from.Config.RootFs.DiffIds![below.Layers.Count], created);
        return Keep(config, layer is null ? below.Layers : [.. below.Layers, layer], parent, null, lease);
    }

    /// <summary>The digest of the configuration that an image's step was made from; empty where the image does not tell.</summary>
    private Digest ReadMadeBy(Digest image)
    {
        using var config = JsonDocument.Parse(Content.ReadDocument(image));
        return config.RootElement.TryGetProperty("container_config", out var made) ? Digest.Of(JsonMarshal.GetRawUtf8Value(made)) : default;
    }
}
