using System.CommandLine;
using System.Globalization;

using Gantry.Engine.Containers;
using Gantry.Engine.Hosting;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Daemon;

/// <summary>The daemon's flags, in dockerd's names, and what they make together with the configuration file.</summary>
internal sealed class DaemonSettings
{
    public const string DefaultHost = "unix:///run/gantry.sock";
    private const string DefaultConfigFile = "/etc/gantry/daemon.json";

    private readonly Option<string?> dataRoot = new("--data-root") { Description = "Root directory of persistent state (default /var/lib/gantry)" };
    private readonly Option<string?> execRoot = new("--exec-root") { Description = "Root directory of execution state (default /run/gantry)" };
    private readonly Option<string?> pidFile = new("--pidfile", "-p") { Description = "Path of the daemon's PID file (default /run/gantry.pid)" };
    private readonly Option<string[]> hosts = new("--host", "-H") { Description = $"Sockets to listen on, unix:// or tcp:// (default {DefaultHost})", AllowMultipleArgumentsPerToken = false };
    private readonly Option<string?> cgroupParent = new("--cgroup-parent") { Description = "Parent cgroup of all containers (default /docker)" };
    private readonly Option<string> configFile = new("--config-file") { Description = "Configuration file", DefaultValueFactory = _ => DefaultConfigFile };
    private readonly Option<bool> debug = new("--debug", "-D") { Description = "Log debug messages" };
    private readonly Option<string?> bridge = new("--bridge", "-b") { Description = "Name of the default bridge (default docker0)" };
    private readonly Option<string?> bip = new("--bip") { Description = "Address and network of the default bridge, for example 172.17.0.1/16" };
    private readonly Option<int?> mtu = new("--mtu") { Description = "MTU of the default bridge (default 1500)" };
    private readonly Option<string[]> dns = new("--dns") { Description = "Name server for containers" };
    private readonly Option<string[]> dnsSearch = new("--dns-search") { Description = "Search domain for containers" };
    private readonly Option<string[]> dnsOptions = new("--dns-opt", "--dns-option") { Description = "Resolver option for containers" };
    private readonly Option<string[]> ulimits = new("--default-ulimit") { Description = "Default resource limit of containers, name=soft[:hard]" };
    private readonly Option<string?> logDriver = new("--log-driver") { Description = "Default log driver: json-file or none (default json-file)" };
    private readonly Option<string[]> logOptions = new("--log-opt") { Description = "Default log driver option, name=value" };
    private readonly Option<string[]> labels = new("--label") { Description = "Label of the daemon, name=value" };
    private readonly Option<bool?> liveRestore = new("--live-restore") { Description = "Containers run on when the daemon stops (always on)", Arity = ArgumentArity.ZeroOrOne };
    private readonly Option<int?> shutdownTimeout = new("--shutdown-timeout") { Description = "Seconds containers have to end at shutdown (default 15)" };
    private readonly Option<string?> logLevel = new("--log-level", "-l") { Description = "Logging level: debug, info, warn, error or fatal" };

    public DaemonSettings() => Command = new RootCommand("Runs the engine: containers, images, networks and the Docker Engine API.")
    {
        dataRoot, execRoot, pidFile, hosts, cgroupParent, configFile, debug, bridge, bip, mtu, dns, dnsSearch, dnsOptions, ulimits, logDriver, logOptions, labels,
        liveRestore, shutdownTimeout, logLevel,
    };

    public RootCommand Command { get; }

    /// <summary>Flags over file over defaults. A setting in both is refused, as dockerd does.</summary>
    public DaemonPlan Read(ParseResult flags)
    {
        var explicitFile = flags.GetResult(configFile) is { Implicit: false };
        var file = DaemonFile.Read(flags.GetValue(configFile)!, mustExist: explicitFile);
        RefuseBoth(flags, file);
        var defaults = new EngineOptions();
        var engine = defaults with
        {
            DataRoot = Path.GetFullPath(flags.GetValue(dataRoot) ?? file.DataRoot ?? defaults.DataRoot),
            ExecRoot = Path.GetFullPath(flags.GetValue(execRoot) ?? file.ExecRoot ?? defaults.ExecRoot),
            CgroupParent = flags.GetValue(cgroupParent) ?? file.CgroupParent ?? defaults.CgroupParent,
            BridgeName = flags.GetValue(bridge) ?? file.Bridge ?? defaults.BridgeName,
            Bip = flags.GetValue(bip) ?? file.Bip,
            Mtu = flags.GetValue(mtu) ?? file.Mtu ?? defaults.Mtu,
            Dns = Many(flags.GetValue(dns), file.Dns),
            DnsSearch = Many(flags.GetValue(dnsSearch), file.DnsSearch),
            DnsOptions = Many(flags.GetValue(dnsOptions), file.DnsOpts),
            DefaultUlimits = flags.GetValue(ulimits) is { Length: > 0 } given ? [.. given.Select(ParseUlimit)] : [.. (file.DefaultUlimits ?? new Dictionary<string, Ulimit>()).Select(u => u.Value with { Name = u.Value.Name.Length > 0 ? u.Value.Name : u.Key })],
            LogConfig = new LogConfig
            {
                Type = flags.GetValue(logDriver) ?? file.LogDriver ?? "json-file",
                Config = flags.GetValue(logOptions) is { Length: > 0 } options ? Pairs(options) : file.LogOpts ?? [],
            },
            Labels = Many(flags.GetValue(labels), file.Labels),
            ShutdownTimeoutSeconds = flags.GetValue(shutdownTimeout) ?? file.ShutdownTimeout ?? defaults.ShutdownTimeoutSeconds,
            Debug = flags.GetValue(debug) || file.Debug == true || flags.GetValue(logLevel) == "debug",
        };
        if (engine.LogConfig.Type is not ("json-file" or "none"))
            throw new GantryException(ErrorKind.Invalid, $"failed to set log opts: logger: no log driver named '{engine.LogConfig.Type}' is registered");
        return new DaemonPlan(engine, flags.GetValue(pidFile) ?? file.PidFile ?? "/run/gantry.pid", Many(flags.GetValue(hosts), file.Hosts) is { Count: > 0 } wanted ? wanted : [DefaultHost]);
    }

    /// <summary>Reads <c>nofile=1024:2048</c>.</summary>
    public static Ulimit ParseUlimit(string text)
    {
        var parts = text.Split('=', ':');
        if (parts.Length is < 2 or > 3 || !long.TryParse(parts[1], CultureInfo.InvariantCulture, out var soft) || !long.TryParse(parts[^1], CultureInfo.InvariantCulture, out var hard))
            throw new GantryException(ErrorKind.Invalid, $"invalid ulimit argument: {text}");
        return new Ulimit { Name = parts[0], Soft = soft, Hard = hard };
    }

    private static IReadOnlyList<string> Many(string[]? flags, IReadOnlyList<string>? file) => flags is { Length: > 0 } ? flags : file ?? [];

    private static SortedDictionary<string, string> Pairs(string[] options)
    {
        var pairs = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var option in options)
        {
            var at = option.IndexOf('=', StringComparison.Ordinal);
            if (at <= 0)
                throw new GantryException(ErrorKind.Invalid, $"invalid log option: {option}: expected name=value");
            pairs[option[..at]] = option[(at + 1)..];
        }

        return pairs;
    }

    private void RefuseBoth(ParseResult flags, DaemonFile file)
    {
        var both = new List<string>();
        Check(dataRoot, file.DataRoot, "data-root");
        Check(execRoot, file.ExecRoot, "exec-root");
        Check(pidFile, file.PidFile, "pidfile");
        Check(hosts, file.Hosts, "hosts");
        Check(cgroupParent, file.CgroupParent, "cgroup-parent");
        Check(bridge, file.Bridge, "bridge");
        Check(bip, file.Bip, "bip");
        Check(mtu, file.Mtu, "mtu");
        Check(logDriver, file.LogDriver, "log-driver");
        Check(shutdownTimeout, file.ShutdownTimeout, "shutdown-timeout");
        if (both.Count > 0)
            throw new GantryException(ErrorKind.Invalid, $"the following directives are specified both as a flag and in the configuration file: {string.Join(", ", both)}");

        void Check(Option option, object? value, string name)
        {
            if (value is not null && flags.GetResult(option) is { Implicit: false })
                both.Add(name);
        }
    }
}

/// <summary>What the daemon is to do.</summary>
/// <param name="Engine">The engine's settings.</param>
/// <param name="PidFile">Path of the file with the daemon's process id.</param>
/// <param name="Hosts">Sockets to listen on.</param>
internal sealed record DaemonPlan(EngineOptions Engine, string PidFile, IReadOnlyList<string> Hosts);
