using Gantry.Linux.Devices;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Oci.Runtime;

namespace Gantry.Engine.Devices;

/// <summary>Brings devices into a container's specification.</summary>
internal static class CdiInjection
{
    /// <summary>Rules by which the devices may be used.</summary>
    public static IEnumerable<LinuxDeviceCgroup> Rules(IReadOnlyList<CdiEdits> edits) =>
        from node in edits.SelectMany(e => e.DeviceNodes ?? [])
        let device = Complete(node, new User())
        where device.Type is "b" or "c"
        select new LinuxDeviceCgroup { Allow = true, Type = device.Type, Major = device.Major, Minor = device.Minor, Access = node.Permissions is { Length: > 0 } access ? access : "rwm" };

    /// <summary>The specification with the edits made, in their order.</summary>
    /// <exception cref="GantryException">Invalid: a device file is not on the host.</exception>
    public static RuntimeSpec Apply(RuntimeSpec spec, IReadOnlyList<CdiEdits> edits)
    {
        if (edits.Count == 0)
            return spec;
        var process = spec.Process!;
        var environment = process.Env?.ToList() ?? [];
        Containers.Specs.ProcessSpec.Merge(environment, [.. edits.SelectMany(e => e.Env ?? [])]);
        var groups = edits.SelectMany(e => e.AdditionalGids ?? []).Where(g => g != 0).Except(process.User.AdditionalGids ?? []);
        var devices = edits.SelectMany(e => e.DeviceNodes ?? []).Select(n => Complete(n, process.User)).ToList();
        var mounts = edits.SelectMany(e => e.Mounts ?? []).ToList();
        var paths = mounts.Select(m => m.ContainerPath).ToHashSet(StringComparer.Ordinal);
        var programs = edits.SelectMany(e => e.Hooks ?? []).ToList();
        return spec with
        {
            Process = process with { Env = environment, User = process.User with { AdditionalGids = [.. process.User.AdditionalGids ?? [], .. groups] } },
            Mounts = [.. (spec.Mounts ?? []).Where(m => !paths.Contains(m.Destination)), .. mounts.Select(Mount)],
            Hooks = programs.Count == 0 ? spec.Hooks : Hooks(programs),
            Linux = spec.Linux! with
            {
                Devices = [.. (spec.Linux.Devices ?? []).ExceptBy(devices.Select(d => d.Path), d => d.Path), .. devices],
                Resources = spec.Linux.Resources! with { Devices = [.. spec.Linux.Resources.Devices ?? [], .. Rules(edits)] },
            },
        };
    }

    private static Mount Mount(CdiMount mount) => new()
    {
        Destination = mount.ContainerPath,
        Source = mount.HostPath,
        Type = mount.Type is { Length: > 0 } type ? type : "bind",
        Options = mount.Options is { Count: > 0 } options ? options : ["rbind"],
    };

    private static LinuxDevice Complete(CdiDeviceNode node, User user)
    {
        var path = node.HostPath is { Length: > 0 } host ? host : node.Path;
        var (type, major, minor, mode) = (node.Type, node.Major, node.Minor, node.FileMode);
        if (type is null or "" || (major is null && type != "p"))
        {
            try
            {
                var found = DeviceNode.Read(path);
                (type, major, minor, mode) = (found.Kind ?? throw Missing(node.Path, path, "not a device node", null), found.Major, found.Minor, mode ?? found.Mode);
            }
            catch (KernelException e)
            {
                throw Missing(node.Path, path, e.Reason, e);
            }
        }

        return new LinuxDevice
        {
            Path = node.Path,
            Type = type,
            Major = major ?? 0,
            Minor = minor ?? 0,
            FileMode = mode,
            Uid = node.Uid ?? (user.Uid > 0 ? user.Uid : null),
            Gid = node.Gid ?? (user.Gid > 0 ? user.Gid : null),
        };
    }

    private static GantryException Missing(string path, string host, string why, Exception? cause) =>
        new(ErrorKind.Invalid, $"CDI device injection failed: failed to inject devices: failed to stat CDI host device \"{host}\": {why}", cause);

    private static Hooks Hooks(List<CdiHook> hooks)
    {
        IReadOnlyList<Hook>? Of(string name) =>
            hooks.Where(h => h.HookName == name).Select(h => new Hook { Path = h.Path, Args = h.Args, Env = h.Env, Timeout = h.Timeout }).ToList() is { Count: > 0 } found ? found : null;
        return new Hooks
        {
            Prestart = Of("prestart"),
            CreateRuntime = Of("createRuntime"),
            CreateContainer = Of("createContainer"),
            StartContainer = Of("startContainer"),
            Poststart = Of("poststart"),
            Poststop = Of("poststop"),
        };
    }
}
