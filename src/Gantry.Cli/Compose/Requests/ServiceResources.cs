using Gantry.Cli.Client;
using Gantry.Compose.Model;

namespace Gantry.Cli.Compose.Requests;

/// <summary>What a service may take of the host: processors, memory, devices. What <c>deploy</c> limits counts more than the older fields.</summary>
internal static class ServiceResources
{
    private const double NanoProcessor = 1e9;

    public static HostSettings Apply(HostSettings settings, Service service)
    {
        var limits = service.Deploy?.Resources?.Limits;
        var reservations = service.Deploy?.Resources?.Reservations;
        return settings with
        {
            CgroupParent = service.CgroupParent ?? "",
            Memory = limits?.Memory is > 0 and var memory ? memory : service.MemLimit,
            MemorySwap = service.MemSwapLimit,
            MemorySwappiness = service.MemSwappiness == 0 ? null : service.MemSwappiness,
            MemoryReservation = reservations?.Memory is > 0 and var reserved ? reserved : service.MemReservation,
            OomKillDisable = service.OomKillDisable,
            CpuCount = service.CpuCount,
            CpuPeriod = service.CpuPeriod,
            CpuQuota = service.CpuQuota,
            CpuRealtimePeriod = service.CpuRealtimePeriod,
            CpuRealtimeRuntime = service.CpuRealtimeRuntime,
            CpuShares = service.CpuShares,
            NanoCpus = limits?.Cpus is > 0 and var processors ? Nano(processors) : Nano(service.Cpus),
            CpuPercent = (long)(service.CpuPercent * 100),
            CpusetCpus = service.CpuSet ?? "",
            PidsLimit = limits?.Pids is > 0 and var pids ? pids : service.PidsLimit == 0 ? null : service.PidsLimit,
            DeviceCgroupRules = ServiceHost.Some(service.DeviceCgroupRules),
            BlkioWeight = service.BlkioConfig?.Weight ?? 0,
            BlkioWeightDevice = Some(service.BlkioConfig?.WeightDevice.Select(device => new WeightedDevice(device.Path, device.Weight))),
            BlkioDeviceReadBps = Rates(service.BlkioConfig?.DeviceReadBps),
            BlkioDeviceReadIOps = Rates(service.BlkioConfig?.DeviceReadIops),
            BlkioDeviceWriteBps = Rates(service.BlkioConfig?.DeviceWriteBps),
            BlkioDeviceWriteIOps = Rates(service.BlkioConfig?.DeviceWriteIops),
            Devices = Some(service.Devices.Where(device => !IsByName(device)).Select(device => new Client.DeviceMapping(device.Source, device.Target, device.Permissions))),
            DeviceRequests = Some(Requests(service)),
            Ulimits = Some(service.Ulimits.OrderBy(limit => limit.Key, StringComparer.Ordinal).Select(limit => Limit(limit.Key, limit.Value))),
        };
    }

    internal static Client.Ulimit Limit(string name, Gantry.Compose.Model.Ulimit limit) =>
        new(name, limit.Hard != 0 ? limit.Hard : limit.Single, limit.Soft != 0 ? limit.Soft : limit.Single);

    private static IEnumerable<Client.DeviceRequest> Requests(Service service)
    {
        foreach (var device in service.Deploy?.Resources?.Reservations?.Devices ?? [])
            yield return Request(device, device.Capabilities);
        if (service.Devices.Where(IsByName).Select(device => device.Source).ToList() is { Count: > 0 } named)
            yield return new Client.DeviceRequest("cdi", 0, named, null, null);
        foreach (var device in service.Gpus)
            yield return Request(device, [.. device.Capabilities, "gpu"]);
    }

    private static Client.DeviceRequest Request(Gantry.Compose.Model.DeviceRequest device, IReadOnlyList<string> capabilities) =>
        new(device.Driver ?? "", (int)device.Count, ServiceHost.Some(device.Ids), [capabilities], device.Options.Count > 0 ? device.Options : null);

    /// <summary>Whether a device is one of the Container Device Interface: <c>vendor.com/class=name</c>.</summary>
    private static bool IsByName(Gantry.Compose.Model.DeviceMapping device) =>
        device.Source == device.Target && !device.Source.StartsWith('/') && device.Source.IndexOf('/') is > 0 and var slash && device.Source.IndexOf('=') > slash + 1;

    private static List<ThrottledDevice>? Rates(IReadOnlyList<ThrottleDevice>? devices) =>
        Some(devices?.Select(device => new ThrottledDevice(device.Path, (ulong)device.Rate)));

    private static List<T>? Some<T>(IEnumerable<T>? items) => items?.ToList() is { Count: > 0 } list ? list : null;

    /// <summary>Docker's Compose keeps processors as a number of single precision.</summary>
    private static long Nano(double processors) => (long)((float)processors * (float)NanoProcessor);
}
