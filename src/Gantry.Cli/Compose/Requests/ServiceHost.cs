using Gantry.Cli.Client;
using Gantry.Compose.Model;
using Gantry.Compose.Plan;

namespace Gantry.Cli.Compose.Requests;

/// <summary>What of a service depends on the host.</summary>
internal static class ServiceHost
{
    public static HostSettings Of(ContainerOrder order, string networkMode)
    {
        var service = order.Service;
        var (binds, mounts) = ServiceMounts.Of(order);
        var security = SecurityProfile.Of(order.Project, service.SecurityOpt);
        var settings = new HostSettings
        {
            Binds = Some(binds),
            Mounts = mounts.Count > 0 ? mounts : null,
            LogConfig = Logging(service.Logging),
            NetworkMode = networkMode,
            PortBindings = ServicePorts.Published(service),
            RestartPolicy = order.OneOff is null ? RestartPolicy.Of(service) : new RestartSettings("", 0),
            AutoRemove = order.OneOff?.Remove == true,
            VolumeDriver = service.VolumeDriver ?? "",
            VolumesFrom = Some(service.VolumesFrom),
            Annotations = Map(service.Annotations),
            CapAdd = Some(service.CapAdd),
            CapDrop = Some(service.CapDrop),
            CgroupnsMode = service.Cgroup ?? "",
            Dns = Some(service.Dns),
            DnsOptions = Some(service.DnsOptions),
            DnsSearch = Some(service.DnsSearch),
            ExtraHosts = [.. service.ExtraHosts.OrderBy(host => host.Key, StringComparer.Ordinal).SelectMany(host => host.Value.Select(address => $"{host.Key}:{address}"))],
            GroupAdd = Some(service.GroupAdd),
            IpcMode = service.Ipc ?? "",
            Links = Some(order.Links),
            OomScoreAdj = service.OomScoreAdj,
            PidMode = service.Pid ?? "",
            Privileged = service.Privileged,
            ReadonlyRootfs = service.ReadOnly,
            SecurityOpt = Some(security.Options),
            MaskedPaths = security.ShowsSystemPaths ? [] : null,
            ReadonlyPaths = security.ShowsSystemPaths ? [] : null,
            StorageOpt = Map(service.StorageOptions),
            Tmpfs = Tmpfs(service),
            UTSMode = service.Uts ?? "",
            UsernsMode = service.UsernsMode ?? "",
            ShmSize = service.ShmSize,
            Sysctls = Map(service.Sysctls),
            Runtime = string.IsNullOrEmpty(service.Runtime) ? null : service.Runtime,
            Isolation = service.Isolation ?? "",
            Init = service.Init,
        };
        return ServiceResources.Apply(settings, service);
    }

    internal static IReadOnlyList<string>? Some(IReadOnlyList<string> list) => list.Count > 0 ? list : null;

    private static LogSettings Logging(Logging? logging) => logging is null
        ? new LogSettings { Config = null }
        : new LogSettings { Type = logging.Driver ?? "", Config = Map(logging.Options) };

    private static SortedDictionary<string, string>? Map(IReadOnlyDictionary<string, string> map) =>
        map.Count > 0 ? new SortedDictionary<string, string>(map.ToDictionary(), StringComparer.Ordinal) : null;

    private static SortedDictionary<string, string>? Tmpfs(Service service)
    {
        var mounts = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var mount in service.Tmpfs)
        {
            var parts = mount.Split(':', 2);
            mounts[parts[0]] = parts.Length > 1 ? parts[1] : "";
        }

        return mounts.Count > 0 ? mounts : null;
    }
}
