using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Settings;

namespace Gantry.Cli.Containers;

/// <summary>Turns the flags and operands of <c>run</c> and <c>create</c> into the request the engine gets.</summary>
internal static class ContainerRequest
{
    /// <exception cref="CliException">The flags contradict each other or cannot be understood.</exception>
    public static CreateContainer Build(Call call, ContainerFlags flags)
    {
        NetworkSpec.CheckMacAddress(call.Get(flags.MacAddress));
        var attach = call.Get(flags.Attach);
        var stdin = call.Get(flags.Interactive);
        var attachStdin = attach.Contains("stdin") || stdin;
        var (binds, anonymous) = VolumeSpecs.Sort(call.Get(flags.Volume));
        var published = PortSpecs.Publish(call.Get(flags.Publish));
        var exposed = published.Keys.Concat(call.Get(flags.Expose).SelectMany(PortSpecs.Expose)).ToHashSet();
        return new CreateContainer
        {
            Hostname = call.Get(flags.Hostname),
            Domainname = call.Get(flags.Domainname),
            User = call.Get(flags.User),
            AttachStdin = attachStdin,
            AttachStdout = attach.Count == 0 || attach.Contains("stdout"),
            AttachStderr = attach.Count == 0 || attach.Contains("stderr"),
            ExposedPorts = exposed.Count > 0 ? Set(exposed) : null,
            Tty = call.Get(flags.Tty),
            OpenStdin = stdin,
            StdinOnce = stdin && attachStdin,
            Env = Environment(call, flags),
            Cmd = call.Operands.Count > 1 ? [.. call.Operands.Skip(1)] : null,
            Healthcheck = Health(call, flags),
            Image = call.Operands[0],
            Volumes = Set(anonymous),
            WorkingDir = call.Get(flags.Workdir),
            Entrypoint = call.Given(flags.Entrypoint) ? [call.Get(flags.Entrypoint)] : null,
            Labels = EnvironmentSpecs.Labels(call.Get(flags.LabelFile), call.Get(flags.Label)),
            StopSignal = NullIfEmpty(call.Get(flags.StopSignal)),
            StopTimeout = call.Given(flags.StopTimeout) ? call.Get(flags.StopTimeout) : null,
            HostConfig = Host(call, flags, binds, published),
            NetworkingConfig = Networks(call, flags),
        };
    }

    /// <summary>The user's proxies come last: they leave alone what a flag names, and count more than a file.</summary>
    private static IReadOnlyList<string>? Environment(Call call, ContainerFlags flags)
    {
        var named = call.Get(flags.Env).Select(variable => variable.Split('=')[0]).ToHashSet(StringComparer.Ordinal);
        var proxies = ProxyVariables.OfContainer(call.Settings.Config, call.Engine.Address.Text).Where(proxy => !named.Contains(proxy.Key));
        return EnvironmentSpecs.Variables(call.Get(flags.EnvFile), [.. call.Get(flags.Env), .. proxies.Select(proxy => $"{proxy.Key}={proxy.Value}")]);
    }

    private static HostSettings Host(Call call, ContainerFlags flags, IReadOnlyList<string> binds, SortedDictionary<string, IReadOnlyList<PortBinding>> published)
    {
        if (call.Get(flags.MemorySwappiness) is not (-1 or (>= 0 and <= 100)) and var swappiness)
            throw new CliException($"invalid value: {swappiness}. Valid memory swappiness range is 0-100");
        CheckModes(call, flags);
        var restart = RestartSpec.Parse(call.Get(flags.Restart));
        if (call.Get(flags.Remove) && restart.Name is not ("no" or ""))
            throw new CliException("conflicting options: cannot specify both --restart and --rm");
        var security = SecurityOptions.Parse(call.Get(flags.SecurityOpt));
        var (capAdd, capDrop) = CapabilityNames.Normalize(call.Get(flags.CapAdd), call.Get(flags.CapDrop));
        return new HostSettings
        {
            Binds = NullIfEmpty(binds),
            ContainerIDFile = call.Get(flags.Cidfile),
            LogConfig = Log(call.Get(flags.LogDriver), call.Get(flags.LogOpt)),
            NetworkMode = call.Get(flags.Network) is [var first, ..] ? first.Target : "default",
            PortBindings = published,
            RestartPolicy = restart,
            AutoRemove = call.Get(flags.Remove),
            VolumeDriver = call.Get(flags.VolumeDriver),
            VolumesFrom = NullIfEmpty(call.Get(flags.VolumesFrom)),
            Annotations = NullIfEmpty(EnvironmentSpecs.ToMap(call.Get(flags.Annotation))),
            CapAdd = capAdd,
            CapDrop = capDrop,
            CgroupnsMode = call.Get(flags.Cgroupns),
            Dns = call.Get(flags.Dns),
            DnsOptions = call.Get(flags.DnsOption),
            DnsSearch = call.Get(flags.DnsSearch),
            ExtraHosts = NullIfEmpty(call.Get(flags.AddHost)),
            GroupAdd = NullIfEmpty(call.Get(flags.GroupAdd)),
            IpcMode = call.Get(flags.Ipc),
            Links = NullIfEmpty(call.Get(flags.Link)),
            OomScoreAdj = call.Get(flags.OomScoreAdj),
            PidMode = call.Get(flags.Pid),
            Privileged = call.Get(flags.Privileged),
            PublishAllPorts = call.Get(flags.PublishAll),
            ReadonlyRootfs = call.Get(flags.ReadOnly),
            SecurityOpt = security.Options,
            StorageOpt = Storage(call.Get(flags.StorageOpt)),
            Tmpfs = Tmpfs(call.Get(flags.Tmpfs)),
            UTSMode = call.Get(flags.Uts),
            UsernsMode = call.Get(flags.Userns),
            ShmSize = call.Get(flags.ShmSize),
            Sysctls = NullIfEmpty(EnvironmentSpecs.ToMap(call.Get(flags.Sysctl))),
            Runtime = NullIfEmpty(call.Get(flags.Runtime)),
            Isolation = call.Get(flags.Isolation),
            CpuShares = call.Get(flags.CpuShares),
            Memory = call.Get(flags.Memory),
            NanoCpus = call.Get(flags.Cpus),
            CgroupParent = call.Get(flags.CgroupParent),
            BlkioWeight = call.Get(flags.BlkioWeight),
            BlkioWeightDevice = call.Get(flags.BlkioWeightDevice),
            BlkioDeviceReadBps = call.Get(flags.DeviceReadBps),
            BlkioDeviceWriteBps = call.Get(flags.DeviceWriteBps),
            BlkioDeviceReadIOps = call.Get(flags.DeviceReadIops),
            BlkioDeviceWriteIOps = call.Get(flags.DeviceWriteIops),
            CpuPeriod = call.Get(flags.CpuPeriod),
            CpuQuota = call.Get(flags.CpuQuota),
            CpuRealtimePeriod = call.Get(flags.CpuRtPeriod),
            CpuRealtimeRuntime = call.Get(flags.CpuRtRuntime),
            CpusetCpus = call.Get(flags.CpusetCpus),
            CpusetMems = call.Get(flags.CpusetMems),
            DeviceRequests = NullIfEmpty(call.Get(flags.Gpus)),
            Devices = [.. call.Get(flags.Device).Select(DeviceSpecs.ParseMapping)],
            DeviceCgroupRules = NullIfEmpty(call.Get(flags.DeviceCgroupRule)),
            MemoryReservation = call.Get(flags.MemoryReservation),
            MemorySwap = call.Get(flags.MemorySwap),
            MemorySwappiness = call.Get(flags.MemorySwappiness),
            OomKillDisable = call.Get(flags.OomKillDisable),
            PidsLimit = call.Get(flags.PidsLimit),
            Ulimits = [.. call.Get(flags.Ulimits).GroupBy(limit => limit.Name).OrderBy(group => group.Key, StringComparer.Ordinal).Select(group => group.Last())],
            Mounts = NullIfEmpty(call.Get(flags.Mount)),
            MaskedPaths = security.UnmaskedPaths ? [] : null,
            ReadonlyPaths = security.UnmaskedPaths ? [] : null,
            Init = call.Given(flags.Init) ? call.Get(flags.Init) : null,
        };
    }

    private static void CheckModes(Call call, ContainerFlags flags)
    {
        if (!(call.Get(flags.Pid) is "" or "host" || call.Get(flags.Pid).StartsWith("container:", StringComparison.Ordinal)))
            throw new CliException("--pid: invalid PID mode");
        if (call.Get(flags.Uts) is not ("" or "host"))
            throw new CliException("--uts: invalid UTS mode");
        if (call.Get(flags.Userns) is not ("" or "host"))
            throw new CliException("--userns: invalid USER mode");
        if (call.Get(flags.Cgroupns) is not ("" or "host" or "private"))
            throw new CliException("--cgroupns: invalid CGROUP mode");
    }

    private static LogSettings Log(string driver, IReadOnlyList<string> options) => driver == "none" && options.Count > 0
        ? throw new CliException($"invalid logging opts for driver {driver}")
        : new LogSettings { Type = driver, Config = EnvironmentSpecs.ToMap(options) };

    private static SortedDictionary<string, string>? Storage(IReadOnlyList<string> options) =>
        options.Any(option => !option.Contains('=')) ? throw new CliException("invalid storage option") : NullIfEmpty(EnvironmentSpecs.ToMap(options));

    private static SortedDictionary<string, string>? Tmpfs(IReadOnlyList<string> specs)
    {
        var map = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var spec in specs)
        {
            var parts = spec.Split(':', 2);
            map[parts[0]] = parts.Length == 2 ? parts[1] : "";
        }

        return NullIfEmpty(map);
    }

    private static HealthCheck? Health(Call call, ContainerFlags flags)
    {
        (string Name, TimeSpan Value)[] times =
        [
            ("--health-interval", call.Get(flags.HealthInterval)), ("--health-timeout", call.Get(flags.HealthTimeout)),
            ("--health-start-period", call.Get(flags.HealthStartPeriod)), ("--health-start-interval", call.Get(flags.HealthStartInterval)),
        ];
        var command = call.Get(flags.HealthCmd);
        var retries = call.Get(flags.HealthRetries);
        var any = command.Length > 0 || retries != 0 || times.Any(time => time.Value != TimeSpan.Zero);
        if (call.Get(flags.NoHealthcheck))
            return any ? throw new CliException("--no-healthcheck conflicts with --health-* options") : new HealthCheck { Test = ["NONE"] };
        if (!any)
            return null;
        foreach (var (name, value) in times)
        {
            if (value < TimeSpan.Zero)
                throw new CliException($"{name} cannot be negative");
        }

        if (retries < 0)
            throw new CliException("--health-retries cannot be negative");
        return new HealthCheck
        {
            Test = command.Length > 0 ? ["CMD-SHELL", command] : null,
            Interval = times[0].Value.Ticks * 100,
            Timeout = times[1].Value.Ticks * 100,
            StartPeriod = times[2].Value.Ticks * 100,
            StartInterval = times[3].Value.Ticks * 100,
            Retries = retries,
        };
    }

    private static NetworkSettings Networks(Call call, ContainerFlags flags)
    {
        var settings = new NetworkSettings();
        var networks = call.Get(flags.Network);
        if (networks.Count > 1 && networks.Any(network => network.IsUserDefined) && networks.Any(network => !network.IsUserDefined))
            throw new CliException("conflicting options: cannot attach both user-defined and non-user-defined network-modes");
        for (var at = 0; at < Math.Max(1, networks.Count); at++)
        {
            var network = at < networks.Count ? networks[at] : new NetworkSpec("default");
            if (at == 0)
            {
                network = network.With(
                    call.Get(flags.NetworkAlias), call.Get(flags.Link), call.Get(flags.Ip), call.Get(flags.Ip6), call.Get(flags.LinkLocalIp), call.Get(flags.MacAddress));
            }

            var endpoint = network.ToEndpoint();
            if (networks.Count == 1 && endpoint == new EndpointSettings())
                continue;
            if (!settings.EndpointsConfig.TryAdd(network.Target, endpoint))
                throw new CliException($"network \"{network.Target}\" is specified multiple times");
        }

        return settings;
    }

    private static SortedDictionary<string, Nothing> Set(IEnumerable<string> names)
    {
        var set = new SortedDictionary<string, Nothing>(StringComparer.Ordinal);
        foreach (var name in names)
            set[name] = new Nothing();
        return set;
    }

    private static string? NullIfEmpty(string text) => text.Length > 0 ? text : null;

    private static IReadOnlyList<T>? NullIfEmpty<T>(IReadOnlyList<T> list) => list.Count > 0 ? list : null;

    private static SortedDictionary<string, string>? NullIfEmpty(SortedDictionary<string, string> map) => map.Count > 0 ? map : null;
}
