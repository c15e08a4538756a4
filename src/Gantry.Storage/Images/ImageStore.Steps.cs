using System.Buffers;
using System.Text.Json;

using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Storage.Steps;

namespace Gantry.Storage.Images;

public sealed partial class ImageStore
{
    /// <summary>Makes an image of what a step of a build added to its parent.</summary>
    /// <param name="layer">The layer, on the parent's topmost; null where only the configuration changed.</param>
    /// <param name="options">Name, remark and configuration.</param>
    /// <returns>The image's id.</returns>
    /// <exception cref="GantryException">Invalid: the name; NotFound: the parent; Unavailable: the disk is full.</exception>
    public Digest AddStep(StepLayer? layer, CommitOptions options)
    {
        var name = NewName(options.Repository, options.Tag);
        using var lease = Leases.Take();
        var parent = HoldParent(options.Parent, lease);
        if (layer is not null)
        {
            lease.Hold(layer.DiffId);
            lease.Hold(layer.ChainId);
            Steps.Flush();
        }

        return Keep(parent, options, layer?.Descriptor, name, lease);
    }

    /// <summary>Finds the image that a step made of its parent before: the newest child that was committed from the same configuration.</summary>
    /// <param name="parent">The parent's id; empty for none.</param>
    /// <param name="containerConfig">How the step's container was configured.</param>
    /// <returns>The image's id; empty where there is none.</returns>
    public Digest FindStep(Digest parent, ExecutionConfig containerConfig)
    {
        var wanted = new ArrayBufferWriter<byte>(1024);
        using (var json = new Utf8JsonWriter(wanted, ImportedConfig.Options)) ImportedConfig.WriteContainer(json, containerConfig);
        return _catalog.ChildrenOf(parent)
            .Where(child => IsMadeBy(child, wanted.WrittenSpan))
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

    private bool IsMadeBy(StoredImage image, ReadOnlySpan<byte> containerConfig)
    {
        using var config = JsonDocument.Parse(Content.ReadDocument(image.Id));
        return config.RootElement.TryGetProperty("container_config", out var made)
            && System.Text.Encoding.UTF8.GetBytes(made.GetRawText()).AsSpan().SequenceEqual(containerConfig);
    }
}
