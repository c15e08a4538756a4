using Gantry.Engine.Volumes;
using Gantry.Oci.Errors;

namespace Gantry.Engine.Containers.Creation;

/// <summary>The user's mounts in all forms, checked: <c>-v source:target[:options]</c>, <c>--mount</c>, <c>--tmpfs</c> and the image's volumes.</summary>
internal static class MountParser
{
    /// <summary>All mounts of a container; a later form wins over an earlier one only where Docker allows it: image volumes give way, and so do
    /// those of other containers.</summary>
    /// <param name="config">What is run.</param>
    /// <param name="host">The mounts in their forms.</param>
    /// <param name="inherited">Mounts of other containers.</param>
    /// <param name="dataRoot">The engine's own directory, mounts of which must not be held fast by a container.</param>
    public static IReadOnlyList<MountPoint> Parse(ContainerConfig config, HostConfig host, IReadOnlyList<MountPoint> inherited, string dataRoot)
    {
        var mounts = new Dictionary<string, MountPoint>(StringComparer.Ordinal);
        foreach (var bind in host.Binds ?? [])
            Add(Short(bind, host.VolumeDriver));
        foreach (var mount in host.Mounts ?? [])
            Add(LongMounts.Parse(mount));
        foreach (var (target, options) in host.Tmpfs ?? [])
        {
            Specs.TmpfsOptions.Check(options);
            Add(new MountPoint { Type = "tmpfs", Destination = Target(target, why => new GantryException(ErrorKind.Invalid, why)), Mode = options });
        }

        foreach (var volume in config.Volumes?.Keys ?? Enumerable.Empty<string>())
        {
            // As it is written: the command line makes of "-v x" and "-v a:/x" volumes on these places.
            var target = Clean(volume);
            if (!mounts.ContainsKey(target) && !inherited.Any(i => i.Destination == target))
                mounts[target] = new MountPoint { Type = "volume", Destination = target, Driver = host.VolumeDriver, Anonymous = true };
        }

        return [.. inherited.Where(i => !mounts.ContainsKey(i.Destination)), .. mounts.Values.Select(m => m.Type == "bind" ? DataRootBind.Checked(m, dataRoot) : m)];

        void Add(MountPoint mount)
        {
            if (!mounts.TryAdd(mount.Destination, mount))
                throw new GantryException(ErrorKind.Invalid, $"Duplicate mount point: {mount.Destination}");
        }
    }

    /// <summary>A place in a container: absolute, and not its root.</summary>
    /// <param name="target">The place as it was written.</param>
    /// <param name="wrong">Makes the error of the reason.</param>
    public static string Target(string target, Func<string, GantryException> wrong)
    {
        if (!target.StartsWith('/'))
            throw wrong($"invalid mount path: '{target}' mount path must be absolute");
        var clean = Clean(target);
        return clean == "/" ? throw wrong("invalid specification: destination can't be '/'") : clean;
    }

    /// <summary>The mount of a volume, with its name checked.</summary>
    public static MountPoint Volume(string name, string target, bool writable, string mode, MountConfig? spec)
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

    private static MountPoint Short(string text, string driver)
    {
        var parts = text.Split(':');
        if (parts.Length is < 2 or > 3 || parts[0].Length == 0 || (parts.Length == 2 && MountMode.TryParse(parts[1]) is not null))
            throw new GantryException(ErrorKind.Invalid, $"invalid volume specification: '{text}'");
        var (source, target, options) = (parts[0], parts[1], parts.Length == 3 ? parts[2] : "");
        var mode = MountMode.TryParse(options) ?? throw new GantryException(ErrorKind.Invalid, $"invalid mode: {options}");
        var isVolume = !source.StartsWith('/');
        var destination = Target(target, Wrong);
        if (isVolume)
        {
            if (mode.Propagation.Length > 0)
                throw Wrong("field BindOptions must not be specified");
            return Volume(source, destination, mode.IsWritable, options, null) with { NoCopy = mode.NoCopy, Driver = driver };
        }

        if (mode.NoCopy)
            throw Wrong("field VolumeOptions must not be specified");
        return new MountPoint
        {
            Type = "bind",
            Source = Path.GetFullPath(source),
            Destination = destination,
            Mode = options,
            RW = mode.IsWritable,
            Propagation = mode.Propagation,
        };

        GantryException Wrong(string why) =>
            new(ErrorKind.Invalid, $"invalid volume specification: '{text}': invalid mount config for type \"{(isVolume ? "volume" : "bind")}\": {why}");
    }

    /// <summary>Without <c>.</c>, <c>..</c> where it can be resolved, doubled slashes and a slash at the end; a relative path stays one.</summary>
    private static string Clean(string path)
    {
        if (path.StartsWith('/'))
            return "/" + Path.GetFullPath(path).Trim('/');
        var relative = Path.GetRelativePath("/a/a/a/a", Path.GetFullPath(path, "/a/a/a/a"));
        return relative.TrimEnd('/');
    }
}
