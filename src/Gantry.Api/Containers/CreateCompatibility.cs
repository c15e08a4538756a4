using Gantry.Engine.Containers;
using Gantry.Oci.Errors;

namespace Gantry.Api.Containers;

/// <summary>What a creation means in the version its client speaks: members that came later do not count, defaults were others.</summary>
internal static class CreateCompatibility
{
    /// <summary>The request as this version means it.</summary>
    /// <exception cref="GantryException">Invalid: no configuration at all, or members that contradict each other.</exception>
    public static CreateRequest Apply(CreateRequest request, int minor, bool unifiedCgroups)
    {
        if (request.Config == new ContainerConfig())
            throw Invalid("config cannot be empty in order to create a container");
        var host = request.HostConfig;
        if (host.PidsLimit <= 0) host = host with { PidsLimit = null };
        if (minor < 25) host = host with { AutoRemove = false };
        if (minor < 40 && host.IpcMode.Length == 0) host = host with { IpcMode = "shareable" };
        if (minor < 41 && !unifiedCgroups && host.CgroupnsMode.Length == 0) host = host with { CgroupnsMode = "host" };
        if (minor < 42) host = host with { ConsoleSize = [0, 0] };
        if (minor < 43) host = host with { Annotations = null };
        if (host.Mounts is { } mounts) host = host with { Mounts = [.. mounts.Select(mount => Mount(mount, minor))] };
        if (minor < 44 && request.NetworkingConfig?.EndpointsConfig is { Count: > 1 } endpoints)
            throw Invalid($"Container cannot be created with multiple network endpoints: {string.Join(", ", endpoints.Keys)}");
        var config = request.Config;
        if (minor < 44 && config.Healthcheck is { } health) config = config with { Healthcheck = health with { StartInterval = 0 } };
        return request with { Config = config, HostConfig = host, Platform = minor < 41 ? null : request.Platform };
    }

    private static MountConfig Mount(MountConfig mount, int minor)
    {
        if (minor < 42)
        {
            mount = mount with
            {
                BindOptions = mount.BindOptions is { } bind ? bind with { CreateMountpoint = false, NonRecursive = minor >= 40 && bind.NonRecursive } : null,
                VolumeOptions = mount.Type == "volume" ? mount.VolumeOptions : null,
                TmpfsOptions = mount.Type == "tmpfs" ? mount.TmpfsOptions : null,
            };
        }
        if (mount.VolumeOptions is not null && mount.Type != "volume") throw Misplaced("VolumeOptions", mount.Type);
        if (mount.BindOptions is not null && mount.Type != "bind" && minor >= 42) throw Misplaced("BindOptions", mount.Type);
        if (mount.TmpfsOptions is not null && mount.Type != "tmpfs") throw Misplaced("TmpfsOptions", mount.Type);
        if (minor < 44 && mount is { Type: "bind", BindOptions.ReadOnlyForceRecursive: true })
            throw Invalid("BindOptions.ReadOnlyForceRecursive needs API v1.44 or newer");
        if (minor < 45 && mount.VolumeOptions?.Subpath is { Length: > 0 }) throw Invalid("VolumeOptions.Subpath needs API v1.45 or newer");
        if (minor < 48 && mount.Type == "image") throw Invalid("Mount type \"Image\" needs API v1.48 or newer");
        return mount;
    }

    private static GantryException Misplaced(string options, string type) => Invalid($"{options} must not be specified on mount type \"{type}\"");

    private static GantryException Invalid(string message) => new(ErrorKind.Invalid, message);
}
