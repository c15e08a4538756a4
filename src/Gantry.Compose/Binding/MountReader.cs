using Gantry.Compose.Model;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Binding;

/// <summary>Reads mounts.</summary>
internal static class MountReader
{
    public static ServiceVolume Mount(MapNode map) => new()
    {
        Type = map.String("type") ?? "",
        Source = map.String("source"),
        Target = map.String("target") ?? "",
        ReadOnly = map.Bool("read_only"),
        Consistency = map.String("consistency"),
        Bind = map.Part("bind", Bind),
        Volume = map.Part("volume", Volume),
        Tmpfs = map.Part("tmpfs", Tmpfs),
        Image = map.Part("image", image => new ServiceVolumeImage { Subpath = image.String("subpath"), Extensions = image.Extensions() }),
        Extensions = map.Extensions(),
    };

    private static ServiceVolumeBind Bind(MapNode map) => new()
    {
        SELinux = map.String("selinux"),
        Propagation = map.String("propagation"),
        CreateHostPath = map.Bool("create_host_path"),
        Recursive = map.String("recursive"),
        Extensions = map.Extensions(),
    };

    private static ServiceVolumeVolume Volume(MapNode map) => new()
    {
        Labels = map.Mapping("labels"),
        NoCopy = map.Bool("nocopy"),
        Subpath = map.String("subpath"),
        Extensions = map.Extensions(),
    };

    private static ServiceVolumeTmpfs Tmpfs(MapNode map) => new()
    {
        Size = map.Bytes("size"),
        Mode = map.Int("mode"),
        Extensions = map.Extensions(),
    };
}
