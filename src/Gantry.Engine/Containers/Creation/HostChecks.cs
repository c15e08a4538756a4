using System.Globalization;

using Gantry.Engine.Containers.Specs;
using Gantry.Linux.Capabilities;
using Gantry.Oci.Errors;

namespace Gantry.Engine.Containers.Creation;

/// <summary>Finds wrong settings of a container before anything is made; the texts are Docker's.</summary>
internal static class HostChecks
{
    private const long LeastMemory = 6 << 20;

    public static void Check(HostConfig host, int cpus)
    {
        Memory(host);
        Cpu(host, cpus);
        Restart(host);
        Modes(host);
        Annotations(host);
        ProcessSpec.Check(host.Ulimits);
        CapabilitySet.Resolve(host.CapAdd ?? [], host.CapDrop ?? [], host.Privileged);
        foreach (var rule in host.DeviceCgroupRules ?? [])
            DevicesSpec.ParseRule(rule);
        foreach (var entry in host.ExtraHosts ?? [])
            ExtraHost(entry);
        if (host.ShmSize < 0)
            throw Invalid("SHM size can not be less than 0");
        if (host.OomScoreAdj is < -1000 or > 1000)
            throw Invalid($"Invalid value {host.OomScoreAdj}, range for oom score adj is [-1000, 1000]");
        if (host.StorageOpt is { Count: > 0 } storage)
            throw Invalid(storage.ContainsKey("size")
                ? "--storage-opt is supported only for overlay over xfs with 'pquota' mount option"
                : $"Unknown option {storage.First().Key}");
        if (host.Isolation is not ("" or "default"))
            throw Invalid($"invalid isolation ({host.Isolation}): linux only supports 'default'");
        if (host.AutoRemove && host.RestartPolicy.Name is not ("" or "no"))
            throw Invalid("can't create 'AutoRemove' container with restart policy");
        LogChecks.Check(host.LogConfig);
        if (host.DeviceRequests?.FirstOrDefault(r => r.Driver != "cdi") is { } request)
            throw Invalid($"could not select device driver \"{request.Driver}\" with capabilities: [{string.Join(' ', (request.Capabilities ?? []).Select(c => $"[{string.Join(' ', c)}]"))}]");
    }

    private static void Memory(HostConfig host)
    {
        if (host.Memory is > 0 and < LeastMemory)
            throw Invalid("Minimum memory limit allowed is 6MB");
        if (host.Memory < 0)
            throw Invalid("invalid memory limit: it cannot be negative");
        if (host.Memory > 0 && host.MemorySwap > 0 && host.MemorySwap < host.Memory)
            throw Invalid("Minimum memoryswap limit should be larger than memory limit, see usage");
        if (host.Memory == 0 && host.MemorySwap > 0)
            throw Invalid("You should always set the Memory limit when using Memoryswap limit, see usage");
        if (host.MemorySwappiness is { } swappiness and not (>= -1 and <= 100))
            throw Invalid($"Invalid value: {swappiness}, valid memory swappiness range is 0-100");
        if (host.MemoryReservation is > 0 and < LeastMemory)
            throw Invalid("Minimum memory reservation allowed is 6MB");
        if (host.Memory > 0 && host.MemoryReservation > host.Memory)
            throw Invalid("Minimum memory limit can not be less than memory reservation limit, see usage");
        if (host.BlkioWeight is > 0 and (< 10 or > 1000))
            throw Invalid("Range of blkio weight is from 10 to 1000");
    }

    private static void Cpu(HostConfig host, int cpus)
    {
        if (host.CpuShares < 0)
            throw Invalid($"invalid CPU shares ({host.CpuShares}): value must be a positive integer");
        if (host.NanoCpus > 0 && host.CpuPeriod > 0)
            throw Invalid("Conflicting options: Nano CPUs and CPU Period cannot both be set");
        if (host.NanoCpus > 0 && host.CpuQuota > 0)
            throw Invalid("Conflicting options: Nano CPUs and CPU Quota cannot both be set");
        if (host.NanoCpus < 0 || host.NanoCpus > cpus * 1_000_000_000L)
            throw Invalid(FormattableString.Invariant($"range of CPUs is from 0.01 to {cpus}.00, as there are only {cpus} CPUs available"));
        if (host.CpuPeriod != 0 && host.CpuPeriod is < 1000 or > 1_000_000)
            throw Invalid("CPU cfs period can not be less than 1ms (i.e. 1000) or larger than 1s (i.e. 1000000)");
        if (host.CpuQuota is > 0 and < 1000)
            throw Invalid("CPU cfs quota can not be less than 1ms (i.e. 1000)");
        CpuSet(host.CpusetCpus, "cpus", cpus, "Requested CPUs are not available");
        CpuSet(host.CpusetMems, "mems", MemoryNodes(), "Requested memory nodes are not available");
    }

    private static int MemoryNodes() =>
        Directory.Exists("/sys/devices/system/node") ? Math.Max(1, Directory.GetDirectories("/sys/devices/system/node", "node*").Length) : 1;

    private static void CpuSet(string list, string subject, int count, string text)
    {
        if (list.Length == 0)
            return;
        var highest = 0;
        foreach (var part in list.Split(','))
        {
            var dash = part.IndexOf('-', StringComparison.Ordinal);
            var (low, high) = dash < 0 ? (part, part) : (part[..dash], part[(dash + 1)..]);
            if (!int.TryParse(low, NumberStyles.None, CultureInfo.InvariantCulture, out var first)
                || !int.TryParse(high, NumberStyles.None, CultureInfo.InvariantCulture, out var last) || first > last)
                throw Invalid($"Invalid value {list} for cpuset {subject}: invalid format: {list}");
            highest = Math.Max(highest, last);
        }

        if (highest >= count)
            throw Invalid($"{text} - requested {list}, available: {(count == 1 ? "0" : $"0-{count - 1}")}");
    }

    private static void Restart(HostConfig host)
    {
        var policy = host.RestartPolicy;
        switch (policy.Name)
        {
            case "always" or "no" or "unless-stopped" when policy.MaximumRetryCount != 0:
                throw Invalid($"invalid restart policy: maximum retry count can only be used with 'on-failure'{(policy.MaximumRetryCount < 0 ? " and cannot be negative" : "")}");
            case "on-failure" when policy.MaximumRetryCount < 0:
                throw Invalid("invalid restart policy: maximum retry count cannot be negative");
            case "" when policy.MaximumRetryCount == 0:
            case "always" or "no" or "unless-stopped" or "on-failure":
                return;
            default:
                throw Invalid($"invalid restart policy: unknown policy '{policy.Name}'; use one of 'no', 'always', 'on-failure', or 'unless-stopped'");
        }
    }

    private static void Modes(HostConfig host)
    {
        Mode("IPC", host.IpcMode, ["", "private", "shareable", "host", "none"]);
        Mode("PID", host.PidMode, ["", "host"]);
        if (host.UTSMode is not ("" or "host"))
            throw Invalid($"invalid UTS mode: {host.UTSMode}");
        if (host.CgroupnsMode is not ("" or "private" or "host"))
            throw Invalid($"invalid cgroup namespace mode: {host.CgroupnsMode}");
        if (host.UsernsMode is not ("" or "host"))
            throw Invalid($"invalid USER mode: {host.UsernsMode}");

        static void Mode(string what, string mode, ReadOnlySpan<string> known)
        {
            if (!known.Contains(mode) && JoinedContainers.Reference(mode) is null)
                throw Invalid($"invalid {what} mode: {mode}");
        }
    }

    private static void Annotations(HostConfig host)
    {
        if (host.Annotations?.ContainsKey("") == true)
            throw Invalid("invalid Annotations: the empty string is not permitted as an annotation key");
    }

    private static void ExtraHost(string entry)
    {
        var colon = entry.IndexOf(':', StringComparison.Ordinal);
        if (colon <= 0)
            throw Invalid($"bad format for add-host: \"{entry}\"");
        var address = entry[(colon + 1)..];
        if (address != "host-gateway" && !global::System.Net.IPAddress.TryParse(address.Trim('[', ']'), out _))
            throw Invalid($"invalid IP address in add-host: \"{address}\"");
    }

    private static GantryException Invalid(string message) => new(ErrorKind.Invalid, message);
}
