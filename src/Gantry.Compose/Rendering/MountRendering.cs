using Gantry.Compose.Model;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Rendering;

/// <summary>Mounts in their canonical form.</summary>
internal static class MountRendering
{
    public static MapNode Of(ServiceVolume volume, RenderForm form) => new Fields(form)
        .Text("type", volume.Type)
        .Text("source", volume.Source)
        .Text("target", volume.Target)
        .Flag("read_only", volume.ReadOnly)
        .Text("consistency", volume.Consistency)
        .Object("bind", Of(volume.Bind, form))
        .Object("volume", Of(volume.Volume, form))
        .Object("tmpfs", Of(volume.Tmpfs, form))
        .Object("image", volume.Image is { } image ? new Fields(form).Text("subpath", image.Subpath).Extensions(image.Extensions).Map : null)
        .Extensions(volume.Extensions).Map;

    private static MapNode? Of(ServiceVolumeBind? bind, RenderForm form) => bind is null ? null : new Fields(form)
        .Text("selinux", bind.SELinux).Text("propagation", bind.Propagation).Flag("create_host_path", bind.CreateHostPath)
        .Text("recursive", bind.Recursive).Extensions(bind.Extensions).Map;

    private static MapNode? Of(ServiceVolumeVolume? volume, RenderForm form) => volume is null ? null : new Fields(form)
        .Mapping("labels", volume.Labels).Flag("nocopy", volume.NoCopy).Text("subpath", volume.Subpath).Extensions(volume.Extensions).Map;

    private static MapNode? Of(ServiceVolumeTmpfs? tmpfs, RenderForm form) => tmpfs is null ? null : new Fields(form)
        .Bytes("size", tmpfs.Size).Number("mode", tmpfs.Mode).Extensions(tmpfs.Extensions).Map;
}
