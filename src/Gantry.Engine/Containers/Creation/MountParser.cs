using Gantry.Engine.Volumes;
using Gantry.Oci.Errors;

namespace Gantry.Engine.Containers.Creation;

/// <summary>The user's mounts in both forms, checked: <c>-v source:target[:options]</c>, <c>--mount</c> and <c>--tmpfs</c>.</summary>
internal static class MountParser
{
    private static readonly string[] Propagations = ["private", "rprivate", "shared", "rshared", "slave", "rslave"];

    /// <summary>All mounts of a container; a later form wins over an earlier one only where Docker allows it: image volumes give way, and so do
    /// those of other containers.</summary>
    public static IReadOnlyList<MountPoint> Parse(ContainerConfig config, HostConfig host, IReadOnlyList<MountPoint> inherited)
    {
        var mounts = new Dictionary<string, MountPoint>(StringComparer.Ordinal);
        foreach (var bind in host.Binds ?? [])
            Add(Bind(bind, host.VolumeDriver));
        foreach (var mount in host.Mounts ?? [])
            Add(Long(mount));
        foreach (var (target, options) in host.Tmpfs ?? [])
        {
            Specs.TmpfsOptions.Check(options);
            Add(new MountPoint { Type = "tmpfs", Destination = Target(target, why => new GantryException(ErrorKind.Invalid, why)), Mode = options });
        }

        foreach (var volume in config.Volumes?.Keys ?? Enumerable.Empty<string>())
        {
            var target = Target(volume, why => Invalid(volume, "volume", why));
            if (!mounts.ContainsKey(target) && !inherited.Any(i => i.Destination == target))
                mounts[target] = new MountPoint { Type = "volume", Destination = target, Driver = host.VolumeDriver, Anonymous = true };
        }

        return [.. inherited.Where(i => !mounts.ContainsKey(i.Destination)), .. mounts.Values];

        void Add(MountPoint mount)
        {
            if (!mounts.TryAdd(mount.Destination, mount))
                throw new GantryException(ErrorKind.Invalid, $"Duplicate mount point: {mount.Destination}");
        }
    }

    private static MountPoint Bind(string text, string driver)
    {
        var parts = text.Split(':');
        if (parts.Length is < 2 or > 3 || parts[0].Length == 0)
            throw new GantryException(ErrorKind.Invalid, $"invalid volume specification: '{text}'");
        var (source, target, mode) = (parts[0], parts[1], parts.Length == 3 ? parts[2] : "");
        var (writable, propagation) = (true, "");
        var (access, noCopy) = (false, false);
        foreach (var option in mode.Split(',', StringSplitOptions.RemoveEmptyEntries))
        {
            switch (option)
            {
                case "ro" or "rw" when access:
                    throw new GantryException(ErrorKind.Invalid, $"invalid mode: {mode}");
                case "ro" or "rw":
                    writable = option == "rw";
                    access = true;
                    break;
                case "nocopy":
                    noCopy = true;
                    break;
                case "z" or "Z" or "consistent" or "cached" or "delegated":
                    break;
                case var p when Propagations.Contains(p):
                    propagation = p;
                    break;
                default:
                    throw new GantryException(ErrorKind.Invalid, $"invalid mode: {mode}");
            }
        }

        var isVolume = !source.StartsWith('/');
        var destination = Target(target, why => Invalid(text, isVolume ? "volume" : "bind", why));
        if (isVolume)
            return Volume(source, destination, writable, mode, null) with { NoCopy = noCopy, Driver = driver };
        return new MountPoint
        {
            Type = "bind",
            Source = Path.GetFullPath(source),
            Destination = destination,
            Mode = mode,
            RW = writable,
            Propagation = propagation.Length == 0 ? "rprivate" : propagation,
        };
    }

    private static MountPoint Long(MountConfig mount)
    {
        var target = mount.Target.Length == 0 ? throw Wrong(mount, "field Target must not be empty") : Target(mount.Target, why => Wrong(mount, why));
        switch (mount.Type)
        {
            case "bind":
                if (mount.Source is not { Length: > 0 } source)
                    throw Wrong(mount, "field Source must not be empty");
                if (!source.StartsWith('/'))
                    throw Wrong(mount, $"invalid mount path: '{source}' mount path must be absolute");
                if (mount.VolumeOptions is not null)
                    throw Wrong(mount, "field VolumeOptions must not be specified");
                if (mount.BindOptions?.CreateMountpoint != true && !Path.Exists(source))
                    throw Wrong(mount, $"bind source path does not exist: {source}");
                return new MountPoint
                {
                    Type = "bind",
                    Source = Path.GetFullPath(source),
                    Destination = target,
                    RW = !mount.ReadOnly,
                    Propagation = mount.BindOptions?.Propagation is { Length: > 0 } p ? p : "rprivate",
                    Spec = mount,
                    SourceMustExist = mount.BindOptions?.CreateMountpoint != true,
                };
            case "tmpfs":
                if (mount.Source is { Length: > 0 })
                    throw Wrong(mount, "field Source must not be specified");
                return new MountPoint { Type = "tmpfs", Destination = target, RW = !mount.ReadOnly, Spec = mount };
            case "volume":
                CheckSubpath(mount);
                return Volume(mount.Source ?? "", target, !mount.ReadOnly, "z", mount);
            default:
                throw Wrong(mount, "mount type unknown");
        }
    }

    private static void CheckSubpath(MountConfig mount)
    {
        if (mount.VolumeOptions?.Subpath is not { Length: > 0 } path)
            return;
        if (mount.Source is not { Length: > 0 })
            throw Wrong(mount, "must not set Subpath when using anonymous volumes");
        if (path.StartsWith('/') || Path.GetRelativePath("/v", Path.GetFullPath(path, "/v")).StartsWith("..", StringComparison.Ordinal))
            throw Wrong(mount, "subpath must be a relative path within the volume");
    }

    private static MountPoint Volume(string name, string target, bool writable, string mode, MountConfig? spec)
    {
        if (name.Length > 0)
            VolumeChecks.CheckName(name);
        return new MountPoint
        {
            Type = "volume",
            Name = name.Length == 0 ? null : name,
            Destination = target,
            Driver = spec?.VolumeOptions?.DriverConfig?.Name,
            NoCopy = spec?.VolumeOptions?.NoCopy == true,
            Mode = mode.Length == 0 ? "z" : mode,
            RW = writable,
            Spec = spec,
            Anonymous = name.Length == 0,
        };
    }

    private static string Target(string target, Func<string, GantryException> wrong)
    {
        if (!target.StartsWith('/'))
            throw wrong($"invalid mount path: '{target}' mount path must be absolute");
        var clean = Path.GetFullPath(target);
        return clean == "/" ? throw wrong("invalid specification: destination can't be '/'") : clean;
    }

    private static GantryException Invalid(string text, string type, string why) =>
        new(ErrorKind.Invalid, $"invalid volume specification: '{text}': invalid mount config for type \"{type}\": {why}");

    private static GantryException Wrong(MountConfig mount, string why) => new(ErrorKind.Invalid, $"invalid mount config for type \"{mount.Type}\": {why}");
}
