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

        // Since then an address belongs to a network: without one of the mode's name nobody can tell which is meant.
        if (minor >= 44 && config.MacAddress is not null && request.NetworkingConfig?.EndpointsConfig is { Count: > 0 } named && !named.ContainsKey(NetworkOf(host)))
            throw Invalid("unable to migrate container-wide MAC address to a specific network: HostConfig.NetworkMode must match the identity of a network in NetworkSettings.Networks");
        if (minor < 44 && config.Healthcheck is { } health) config = config with { Healthcheck = health with { StartInterval = 0 } };
        return request with { Config = config, HostConfig = host, Platform = minor < 41 ? null : request.Platform };
    }

    /// <summary>A change of limits as this version means it. A limit of processes is 0 once it is taken away.</summary>
    public static HostConfig Update(HostConfig change, int minor) => change with { PidsLimit = minor < 40 ? null : change.PidsLimit is < 0 ? 0 : change.PidsLimit };

    /// <summary>What a client of this version is told about a request that was honoured.</summary>
    public static IReadOnlyList<string> Warnings(CreateRequest request, int minor) => minor >= 44 && request.Config.MacAddress is not null
        ? ["The container-wide MacAddress field is now deprecated. It should be specified in EndpointsConfig instead."]
        : [];

    private static string NetworkOf(HostConfig host) => host.NetworkMode is "" ? "default" : host.NetworkMode;

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
