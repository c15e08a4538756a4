using Gantry.Cli.Client;
using Gantry.Compose.Model;
using Gantry.Compose.Plan;

namespace Gantry.Cli.Compose.Requests;

/// <summary>
/// What is mounted in a service's container: its volumes, what it inherits from the container it replaces, and secrets and configurations that are files
/// of the host. What the older form of a mount can say is said in it, as Docker's Compose does: only that one makes a missing directory of the host.
/// </summary>
internal static class ServiceMounts
{
    public static (IReadOnlyList<string> Binds, IReadOnlyList<MountSettings> Mounts) Of(ContainerOrder order)
    {
        var (project, service) = (order.Project, order.Service);
        var wanted = new OrderedDictionary<string, (MountSettings Mount, ServiceVolume? Volume)>(StringComparer.Ordinal);
        var inherited = Inherited(order);
        foreach (var mount in inherited.Values)
            wanted[mount.Target!] = (mount, null);
        foreach (var volume in service.Volumes.Where(volume => volume.Source is { Length: > 0 } || !inherited.ContainsKey(volume.Target)))
            wanted[volume.Target] = (Mount(project, volume), volume);
        foreach (var mount in FileMounts.Secrets(project, service).Concat(FileMounts.Configs(project, service)))
            wanted.TryAdd(mount.Target!, (mount, null));

        var binds = new List<string>();
        var mounts = new List<MountSettings>();
        foreach (var (mount, volume) in wanted.Values)
        {
            if (volume is not null && mount.Type == "bind" && !NeedsMount(volume.Bind))
                binds.Add(Bind(mount.Source!, volume));
            else if (volume is not null && mount.Type == "volume" && !NeedsMount(volume.Volume) && project.Volumes.Values.Any(known => known.Name == mount.Source))
                binds.Add(Bind(mount.Source!, volume));
            else
                mounts.Add(mount);
        }

        return (binds, mounts);
    }

    /// <summary>Volumes without a name pass on: those the image asks for, and those the file asks for.</summary>
    private static Dictionary<string, MountSettings> Inherited(ContainerOrder order)
    {
        var mounts = new Dictionary<string, MountSettings>(StringComparer.Ordinal);
        foreach (var found in order.Inherited.Where(found => found.Type != "tmpfs"))
        {
            if (order.Image?.Volumes.Contains(found.Target) == true
                || order.Service.Volumes.Any(volume => volume.Target == found.Target && string.IsNullOrEmpty(volume.Source)))
            {
                mounts[found.Target] = new MountSettings { Type = found.Type, Source = found.Source, Target = found.Target, ReadOnly = !found.Writable };
            }
        }

        return mounts;
    }

    internal static MountSettings Mount(Project project, ServiceVolume volume) => new()
    {
        Type = volume.Type,
        Source = volume.Type switch
        {
            "bind" => Path.GetFullPath(volume.Source ?? "", project.WorkingDirectory),
            "volume" when volume.Source is { Length: > 0 } key => project.Volumes.GetValueOrDefault(key)?.Name ?? key,
            _ => string.IsNullOrEmpty(volume.Source) ? null : volume.Source,
        },
        Target = volume.Target,
        ReadOnly = volume.ReadOnly,
        Consistency = string.IsNullOrEmpty(volume.Consistency) ? null : volume.Consistency,
        BindOptions = volume.Type == "bind" ? BindOptions(volume.Bind) : null,
        VolumeOptions = volume is { Type: "volume", Volume: { } options } ? VolumeOptions(options) : null,
        TmpfsOptions = volume is { Type: "tmpfs", Tmpfs: { } tmpfs } ? new TmpfsSettings { SizeBytes = tmpfs.Size, Mode = (uint)tmpfs.Mode } : null,
        ImageOptions = volume is { Type: "image", Image: { } image } ? new ImageMountSettings { Subpath = string.IsNullOrEmpty(image.Subpath) ? null : image.Subpath } : null,
    };

    private static BindSettings? BindOptions(ServiceVolumeBind? bind) => bind is null ? null : new BindSettings
    {
        Propagation = string.IsNullOrEmpty(bind.Propagation) ? null : bind.Propagation,
        CreateMountpoint = bind.CreateHostPath,
        NonRecursive = bind.Recursive == "disabled",
        ReadOnlyNonRecursive = bind.Recursive == "writable",
        ReadOnlyForceRecursive = bind.Recursive == "readonly",
    };

    private static VolumeSettings VolumeOptions(ServiceVolumeVolume options) => new()
    {
        NoCopy = options.NoCopy,
        Subpath = string.IsNullOrEmpty(options.Subpath) ? null : options.Subpath,
        Labels = options.Labels.Count > 0 ? new SortedDictionary<string, string>(options.Labels.ToDictionary(), StringComparer.Ordinal) : null,
    };

    private static bool NeedsMount(ServiceVolumeBind? bind) =>
        bind is not null && (!bind.CreateHostPath || !string.IsNullOrEmpty(bind.Propagation) || !string.IsNullOrEmpty(bind.Recursive));

    private static bool NeedsMount(ServiceVolumeVolume? options) =>
        options is not null && (options.Labels.Count > 0 || !string.IsNullOrEmpty(options.Subpath) || options.NoCopy);

    private static string Bind(string source, ServiceVolume volume)
    {
        var options = new List<string> { volume.ReadOnly ? "ro" : "rw" };
        if (volume.Bind?.SELinux is { Length: > 0 } label)
            options.Add(label);
        if (volume.Bind?.Propagation is { Length: > 0 } propagation)
            options.Add(propagation);
        if (volume.Volume?.NoCopy == true)
            options.Add("nocopy");
        return $"{source}:{volume.Target}:{string.Join(',', options)}";
    }
}
