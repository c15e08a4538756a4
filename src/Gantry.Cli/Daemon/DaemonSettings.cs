using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Engine.Containers;
using Gantry.Engine.Hosting;
using Gantry.Registry;
using Gantry.Registry.Proxies;
using Gantry.Engine.Logs;
using Gantry.Engine.Runtimes;
using Gantry.Engine.UserNamespaces;
using Gantry.Network;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Daemon;

/// <summary>Puts the daemon's flags, its configuration file and its defaults together.</summary>
/// <param name="flags">The settings there are.</param>
/// <param name="call">What was typed.</param>
/// <param name="file">The configuration file, empty where there is none.</param>
internal sealed class DaemonSettings(DaemonFlags flags, Call call, DaemonFile file)
{
    /// <summary>All of it, checked.</summary>
    /// <exception cref="CliException">A value is none.</exception>
    public DaemonPlan Plan()
    {
        Check();
        var debug = flags.Debug.Of(call, file);
        var tls = TlsFiles.Read(flags, call, file);
        return new DaemonPlan
        {
            Engine = Engine(debug),
            Indifferent = [.. flags.Indifferent.Where(directive => call.Given(directive.Flag) || file.Find(directive.Key) is not null).Select(directive => directive.Key)],
            AuthorizationPlugins = flags.AuthorizationPlugins.Of(call, file),
            Builder = file.Find("builder") is { ValueKind: not System.Text.Json.JsonValueKind.Null } builder ? BuilderValue.Read(builder) : new(),
            PidFile = Path.GetFullPath(flags.PidFile.Of(call, file)),
            Hosts = Hosts(tls is not null),
            MetricsAddress = flags.MetricsAddress.Of(call, file),
            SocketGroup = Group(),
            Tls = tls,
            PlainIsWanted = tls is null && (call.Given(flags.Tls.Flag) || call.Given(flags.TlsVerify.Flag) || file.Find("tls") is not null || file.Find("tlsverify") is not null),
            LogLevel = debug ? LogLevel.Debug : Enum.Parse<LogLevel>(flags.LogLevel.Of(call, file), ignoreCase: true),
        };
    }

    /// <summary>The settings a running daemon takes over from a changed file; what the file does not name stays as it is.</summary>
    /// <exception cref="CliException">A value is none.</exception>
    public EngineOptions Reload(EngineOptions current)
    {
        Check();
        return current with
        {
            Labels = file.Find("labels") is null ? current.Labels : flags.Labels.Of(call, file),
            Debug = file.Find("debug") is null ? current.Debug : flags.Debug.Of(call, file),
            ShmSize = file.Find("default-shm-size") is null ? current.ShmSize : flags.ShmSize.Of(call, file),
            IpcMode = file.Find("default-ipc-mode") is null ? current.IpcMode : flags.IpcMode.Of(call, file),
            LiveRestore = file.Find("live-restore") is null ? current.LiveRestore : flags.LiveRestore.Of(call, file),
            Runtimes = file.Find("runtimes") is null ? current.Runtimes : flags.Runtimes.Of(call, file),
            DefaultRuntime = file.Find("default-runtime") is null ? current.DefaultRuntime : flags.DefaultRuntime.Of(call, file),
            Features = file.Find("features") is null ? current.Features : Features(),
            ShutdownTimeoutSeconds = file.Find("shutdown-timeout") is null ? current.ShutdownTimeoutSeconds : (int)flags.ShutdownTimeout.Of(call, file),
            Registry = Reload(current.Registry),
        };
    }

    /// <summary>As with Docker, numbers of transfers that the file does not name go back to what was typed or is usual.</summary>
    private RegistryOptions Reload(RegistryOptions current) => current with
    {
        Insecure = file.Find("insecure-registries") is null ? current.Insecure : flags.InsecureRegistries.Of(call, file),
        Mirrors = file.Find("registry-mirrors") is null ? current.Mirrors : flags.RegistryMirrors.Of(call, file),
        MaxDownloads = (int)flags.MaxDownloads.Of(call, file),
        MaxUploads = (int)flags.MaxUploads.Of(call, file),
        MaxAttempts = (int)flags.MaxAttempts.Of(call, file),
    };

    /// <summary>The authorization plugins after the file has changed; those that were given by flag stay.</summary>
    public IReadOnlyList<string> ReloadedAuthorization(IReadOnlyList<string> current) =>
        file.Find("authorization-plugins") is null ? current : flags.AuthorizationPlugins.Of(call, file);

    private EngineOptions Engine(bool debug) => new()
    {
        DataRoot = Path.GetFullPath(flags.DataRoot.Of(call, file)),
        ExecRoot = Path.GetFullPath(flags.ExecRoot.Of(call, file)),
        Executable = EmbeddedLauncher.Executable,
        CdiDirectories = flags.CdiDirectories.Of(call, file) is { Count: > 0 } directories ? [.. directories.Where(d => d.Length > 0)] : new EngineOptions().CdiDirectories,
        CgroupParent = flags.CgroupParent.Of(call, file),
        BridgeName = flags.Bridge.Of(call, file),
        Bip = flags.Bip.Of(call, file) is { Length: > 0 } bip ? bip : null,
        AddressPools = flags.AddressPools.Of(call, file),
        FixedCidr = flags.FixedCidr.Of(call, file),
        FixedCidrV6 = flags.FixedCidrV6.Of(call, file),
        IPv6 = flags.IPv6.Of(call, file),
        Mtu = (int)flags.Mtu.Of(call, file),
        Icc = flags.Icc.Of(call, file),
        IpMasquerade = flags.IpMasquerade.Of(call, file),
        HostAddress = flags.Ip.Of(call, file) is "0.0.0.0" ? "" : flags.Ip.Of(call, file),
        FirewallBackend = Enum.Parse<FirewallBackend>(flags.FirewallBackend.Of(call, file), ignoreCase: true),
        FiltersPackets = flags.IpTables.Of(call, file),
        FiltersIPv6 = flags.Ip6Tables.Of(call, file),
        ForwardsPackets = flags.IpForward.Of(call, file),
        AllowsTransit = flags.IpForwardNoDrop.Of(call, file),
        NetworkDriverOptions = DriverOption.ByDriver(flags.NetworkOptions.Of(call, file)),
        Dns = flags.Dns.Of(call, file),
        DnsSearch = flags.DnsSearch.Of(call, file),
        DnsOptions = flags.DnsOptions.Of(call, file),
        DefaultUlimits = flags.Ulimits.Of(call, file),
        ShmSize = flags.ShmSize.Of(call, file),
        IpcMode = flags.IpcMode.Of(call, file),
        CgroupnsMode = flags.CgroupnsMode.Of(call, file),
        Remapping = Remapping(),
        HostGateway = flags.HostGateway.Of(call, file),
        NoNewPrivileges = flags.NoNewPrivileges.Of(call, file),
        SeccompProfile = SeccompProfile(),
        SeccompProfileName = flags.SeccompProfile.Of(call, file) is { Length: > 0 } profile ? profile : "builtin",
        Runtimes = flags.Runtimes.Of(call, file),
        DefaultRuntime = flags.DefaultRuntime.Of(call, file),
        Init = flags.Init.Of(call, file),
        InitPath = flags.InitPath.Of(call, file),
        LogConfig = new LogConfig { Type = flags.LogDriver.Of(call, file), Config = LogOptions() },
        Labels = flags.Labels.Of(call, file),
        ShutdownTimeoutSeconds = (int)flags.ShutdownTimeout.Of(call, file),
        Registry = new RegistryOptions
        {
            Insecure = flags.InsecureRegistries.Of(call, file),
            Mirrors = flags.RegistryMirrors.Of(call, file),
            MaxDownloads = (int)flags.MaxDownloads.Of(call, file),
            MaxUploads = (int)flags.MaxUploads.Of(call, file),
            MaxAttempts = (int)flags.MaxAttempts.Of(call, file),
            Proxies = Proxies(),
        },
        LiveRestore = flags.LiveRestore.Of(call, file),
        Features = Features(),
        Debug = debug,
    };

    private SortedDictionary<string, bool> Features()
    {
        var features = new SortedDictionary<string, bool>(StringComparer.Ordinal);
        foreach (var feature in flags.Features.Of(call, file))
            features[feature.Split('=')[0]] = !feature.EndsWith("=false", StringComparison.Ordinal) && !feature.EndsWith("=0", StringComparison.Ordinal);
        return features;
    }

    private Oci.Runtime.IdMappings? Remapping()
    {
        if (flags.UserRemap.Of(call, file) is not { Length: > 0 } wanted)
            return null;
        try
        {
            // Root's ids are the host's: that asks for nothing.
            return new SubordinateIds().Resolve(wanted) is { Users.Count: > 0 } ids ? ids : null;
        }
        catch (GantryException e)
        {
            throw new CliException(e.Message);
        }
    }

    /// <summary>What is said here counts, else the environment.</summary>
    private ProxySettings Proxies()
    {
        var environment = ProxySettings.OfEnvironment();
        return new ProxySettings(Or(flags.HttpProxy, environment.Http), Or(flags.HttpsProxy, environment.Https), Or(flags.NoProxy, environment.None));

        string Or(Directive<string> directive, string otherwise) => directive.Of(call, file) is { Length: > 0 } said ? said : otherwise;
    }

    private void Check()
    {
        foreach (var label in file.Find("labels") is null ? [] : flags.Labels.Of(call, file))
        {
            if (label.IndexOf('=', StringComparison.Ordinal) <= 0)
                throw new CliException($"merged configuration validation from file and command line flags failed: bad attribute format: {label}");
        }

        foreach (var mirror in file.Find("registry-mirrors") is null ? [] : flags.RegistryMirrors.Of(call, file))
        {
            try
            {
                DaemonFlags.Mirror(mirror);
            }
            catch (FormatException fault)
            {
                throw new CliException($"merged configuration validation from file and command line flags failed: {fault.Message}");
            }
        }

        RefuseTwoMeanings(flags.Labels.Of(call, file));
        CheckRuntimes();
        CheckHost();
        if (!Enum.TryParse<LogLevel>(flags.LogLevel.Of(call, file), ignoreCase: true, out _))
            throw new CliException($"invalid logging level: {flags.LogLevel.Of(call, file)}");
        if (flags.MaxDownloads.Of(call, file) is <= 0 or > int.MaxValue)
            throw new CliException($"invalid max concurrent downloads: {flags.MaxDownloads.Of(call, file)}");
        if (flags.MaxUploads.Of(call, file) is <= 0 or > int.MaxValue)
            throw new CliException($"invalid max concurrent uploads: {flags.MaxUploads.Of(call, file)}");
        if (flags.MaxAttempts.Of(call, file) is <= 0 or > int.MaxValue)
            throw new CliException($"invalid max download attempts: {flags.MaxAttempts.Of(call, file)}");
        if (flags.Mtu.Of(call, file) is < 0 or > int.MaxValue)
            throw new CliException($"invalid default MTU: {flags.Mtu.Of(call, file)}");
        if (flags.FirewallBackend.Of(call, file) is not ("nftables" or "iptables") and var backend)
            throw new CliException($"invalid firewall-backend \"{backend}\": use \"nftables\" or \"iptables\"");
        if (flags.IpcMode.Of(call, file) is not ("shareable" or "private") and var ipc)
            throw new CliException($"default IPC mode setting ({ipc}) is invalid; use \"shareable\" or \"private\"");
        if (flags.CgroupnsMode.Of(call, file) is not ("" or "host" or "private") and var cgroup)
            throw new CliException($"invalid default cgroup namespace ({cgroup}): use \"host\" or \"private\"");
    }

    /// <summary>The profile's text, which is what containers get; <c>builtin</c> and <c>unconfined</c> stand for themselves.</summary>
    private string SeccompProfile()
    {
        var path = flags.SeccompProfile.Of(call, file);
        if (path is "" or "builtin" or "unconfined")
            return path;
        try
        {
            var profile = File.ReadAllText(path);
            _ = Linux.Seccomp.SeccompProfile.Parse(profile, new HashSet<string>());
            return profile;
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"opening seccomp profile ({path}) failed: {SystemFault.Of("open", path, fault)}");
        }
        catch (GantryException fault)
        {
            throw new CliException($"seccomp profile ({path}): {fault.Message}");
        }
    }

    /// <summary>What cannot be had is said, rather than passed over.</summary>
    private void CheckHost()
    {
        if (flags.StorageDriver.Of(call, file) is not ("" or "overlay2" or "overlayfs") and var driver)
            throw new CliException($"error initializing graphdriver: driver not supported: {driver}");
        if (flags.StorageOptions.Of(call, file) is [var option, ..])
            throw new CliException($"overlay2: unknown option {option.Split('=')[0]}");
        foreach (var wanted in flags.ExecOptions.Of(call, file))
        {
            if (wanted == "native.cgroupdriver=systemd")
                throw new CliException("native.cgroupdriver=systemd is not supported: this daemon makes control groups itself (native.cgroupdriver=cgroupfs)");
            if (wanted != "native.cgroupdriver=cgroupfs")
                throw new CliException($"option {wanted} is not supported");
        }

        if (flags.SelinuxEnabled.Of(call, file) && !Directory.Exists("/sys/fs/selinux"))
            throw new CliException("selinux-enabled: this kernel has no SELinux");
        if (flags.SelinuxEnabled.Of(call, file))
            throw new CliException("selinux-enabled is not supported: containers get no labels");
    }

    private void CheckRuntimes()
    {
        var runtimes = flags.Runtimes.Of(call, file);
        if (runtimes.GroupBy(runtime => runtime.Name).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new CliException($"runtime '{twice.Key}' was already defined");
        if (flags.DefaultRuntime.Of(call, file) is var wanted && !RuntimeEntry.Own.Contains(wanted) && runtimes.All(runtime => runtime.Name != wanted))
            throw new CliException($"specified default runtime '{wanted}' does not exist");
    }

    private static void RefuseTwoMeanings(IReadOnlyList<string> labels)
    {
        var seen = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var label in labels)
        {
            var name = label.Split('=', 2)[0];
            if (seen.TryGetValue(name, out var other) && other != label)
                throw new CliException($"conflict labels for {label} and {other}");
            seen[name] = label;
        }
    }

    private SortedDictionary<string, string> LogOptions()
    {
        var driver = flags.LogDriver.Of(call, file);
        if (!LogDrivers.IsKnown(driver))
            throw new CliException($"failed to set log opts: logger: no log driver named '{driver}' is registered");
        var pairs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var option in flags.LogOptions.Of(call, file).Select(option => option.Split('=', 2)))
            pairs[option[0]] = option.Length > 1 ? option[1] : "";
        try
        {
            LogDrivers.Check(driver, pairs);
        }
        catch (GantryException fault)
        {
            throw new CliException($"failed to set log opts: {fault.Message}");
        }

        return pairs;
    }

    private IReadOnlyList<string> Hosts(bool encrypted)
    {
        var hosts = flags.Hosts.Of(call, file);
        try
        {
            return hosts.Count == 0 ? [EngineAddress.Default] : [.. hosts.Select(host => ListenAddress.Complete(host, encrypted)).Distinct()];
        }
        catch (FormatException fault)
        {
            throw new CliException($"failed to load listeners: {fault.Message}");
        }
    }

    /// <summary>A group that was asked for must exist; the usual one need not.</summary>
    private string Group()
    {
        var group = flags.Group.Of(call, file);
        var asked = call.Given(flags.Group.Flag) || file.Find("group") is not null;
        return !asked || File.ReadLines("/etc/group").Any(line => line.Split(':') is [var name, _, var id, ..] && (name == group || id == group))
            ? group
            : throw new CliException($"failed to load listeners: group {group} not found");
    }
}
