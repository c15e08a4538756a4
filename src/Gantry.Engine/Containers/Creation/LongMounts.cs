using Gantry.Oci.Errors;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Mounts in the long form, <c>--mount</c>: each type has fields it needs and fields it must not have. The texts are Docker's.</summary>
internal static class LongMounts
{
    public static MountPoint Parse(MountConfig mount)
    {
        var target = mount.Target.Length == 0 ? throw Wrong(mount, "field Target must not be empty") : MountParser.Target(mount.Target, why => Wrong(mount, why));
        return mount.Type switch
        {
            "bind" => Bind(mount, target),
            "volume" => Volume(mount, target),
            "tmpfs" => Tmpfs(mount, target),
            "image" => Image(mount, target),
            _ => throw Wrong(mount, "mount type unknown"),
        };
    }

    private static MountPoint Bind(MountConfig mount, string target)
    {
        var source = Source(mount);
        if (mount.BindOptions?.Propagation is { Length: > 0 } propagation && !MountMode.Propagations.Contains(propagation))
            throw Wrong(mount, $"invalid propagation mode: {propagation}");
        Without(mount, ("VolumeOptions", mount.VolumeOptions));
        if (!source.StartsWith('/'))
            throw Wrong(mount, $"invalid mount path: '{source}' mount path must be absolute");
        if (mount.BindOptions?.CreateMountpoint != true && !Path.Exists(source))
            throw Wrong(mount, $"bind source path does not exist: {source}");
        return new MountPoint
        {
            Type = "bind",
            Source = Path.GetFullPath(source),
            Destination = target,
            RW = !mount.ReadOnly,
            Propagation = mount.BindOptions?.Propagation ?? "",
            Spec = mount,
            SourceMustExist = mount.BindOptions?.CreateMountpoint != true,
        };
    }

    private static MountPoint Volume(MountConfig mount, string target)
    {
        Without(mount, ("BindOptions", mount.BindOptions));
        if (mount.VolumeOptions?.Subpath is { Length: > 0 } path)
        {
            if (mount.Source is not { Length: > 0 })
                throw Wrong(mount, "must not set Subpath when using anonymous volumes");
            Subpath(mount, path);
        }

        if (mount is { ReadOnly: true, Source: not { Length: > 0 } })
            throw Wrong(mount, "must not set ReadOnly mode when using anonymous volumes");
        return MountParser.Volume(mount.Source ?? "", target, !mount.ReadOnly, "z", mount);
    }

    private static MountPoint Tmpfs(MountConfig mount, string target)
    {
        Without(mount, ("BindOptions", mount.BindOptions));
        if (mount.Source is { Length: > 0 })
            throw Wrong(mount, "field Source must not be specified");
        return new MountPoint { Type = "tmpfs", Destination = target, RW = !mount.ReadOnly, Spec = mount };
    }

    private static MountPoint Image(MountConfig mount, string target)
    {
        Without(mount, ("BindOptions", mount.BindOptions), ("VolumeOptions", mount.VolumeOptions));
        var source = Source(mount);
        if (mount.ImageOptions?.Subpath is { Length: > 0 } path)
            Subpath(mount, path);
        return new MountPoint { Type = "image", Name = source, Destination = target, RW = false, Propagation = "rprivate", Spec = mount };
    }

    private static string Source(MountConfig mount) => mount.Source is { Length: > 0 } source ? source : throw Wrong(mount, "field Source must not be empty");

    private static void Subpath(MountConfig mount, string path)
    {
        if (path.StartsWith('/') || Path.GetRelativePath("/v", Path.GetFullPath(path, "/v")).StartsWith("..", StringComparison.Ordinal))
            throw Wrong(mount, "subpath must be a relative path within the volume");
    }

    private static void Without(MountConfig mount, params ReadOnlySpan<(string Name, object? Value)> fields)
    {
        foreach (var (name, value) in fields)
        {
            if (value is not null)
                throw Wrong(mount, $"field {name} must not be specified");
        }
    }

    private static GantryException Wrong(MountConfig mount, string why) => new(ErrorKind.Invalid, $"invalid mount config for type \"{mount.Type}\": {why}");
}
