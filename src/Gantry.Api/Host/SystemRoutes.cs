using System.Runtime.InteropServices;

using Gantry.Api.Authorization;
using Gantry.Api.Hosting;
using Gantry.Api.Json;
using Gantry.Api.Routing;
using Gantry.Engine.Containers;
using Gantry.Engine.Host;
using Gantry.Engine.Hosting;
using Gantry.Engine.Images;
using Gantry.Engine.Volumes;
using Gantry.Linux.Cgroups;
using Gantry.Registry.Proxies;
using Gantry.Runtime.Features;

namespace Gantry.Api.Host;

/// <summary>The engine itself.</summary>
internal static class SystemRoutes
{
    private static readonly Lazy<string> OwnFeatures = new(() => RuntimeFeatures.Present.ToJson(indented: false));

    /// <summary>The engine whose behaviour this one has: clients choose features by it.</summary>
    public const string EngineVersion = "28.5.2";

    public const string ServerName = "Docker/" + EngineVersion + " (linux)";

    public static void Map(Router router, IContainers containers, IImages images, IVolumes volumes, IHost host, ApiOptions options)
    {
        router.Get("/_ping", c => PingAsync(c, body: true, host));
        router.Map("HEAD", "/_ping", c => PingAsync(c, body: false, host));
        router.Get("/version", c => c.JsonAsync(Version(host), ApiJson.Default.VersionAnswer));
        router.Get("/info", c => c.JsonAsync(Info(containers, images, host) with { Plugins = Drivers(volumes, options.Authorization), FirewallBackend = c.Version.Minor < 49 ? null : new FirewallAnswer(host.Options.FirewallBackend.ToString().ToLowerInvariant()), BridgeNfIptables = c.Version.Minor < 50 ? false : null, BridgeNfIp6tables = c.Version.Minor < 50 ? false : null }, ApiJson.Default.InfoAnswer));
    }

    private static PluginsAnswer Drivers(IVolumes volumes, AuthorizationPlugins? authorization) => new()
    {
        Volume = volumes.Drivers,
        Authorization = authorization?.Names is { Count: > 0 } names ? names : null,
    };

    private static async Task PingAsync(ApiContext context, bool body, IHost host)
    {
        var headers = context.Http.Response.Headers;
        headers["Builder-Version"] = host.Options.Features.GetValueOrDefault("buildkit", true) ? "2" : "1"; // which one clients take that can choose
        headers["Swarm"] = "inactive";
        headers.CacheControl = "no-cache, no-store, must-revalidate";
        headers.Pragma = "no-cache";
        context.Http.Response.ContentType = "text/plain; charset=utf-8";
        context.Http.Response.ContentLength = body ? 2 : 0;
        if (body)
            await context.Http.Response.Body.WriteAsync("OK"u8.ToArray(), context.Gone);
    }

    private static VersionAnswer Version(IHost host) => new()
    {
        Platform = new PlatformAnswer("Gantry"),
        Components =
        [
            new ComponentAnswer("Engine", EngineVersion, new SortedDictionary<string, string>(StringComparer.Ordinal)
            {
                ["ApiVersion"] = ApiVersion.Most.ToString(),
                ["Arch"] = "amd64",
                ["BuildTime"] = BuildTime,
                ["Experimental"] = "false",
                ["GitCommit"] = Own,
                ["GoVersion"] = RuntimeInformation.FrameworkDescription,
                ["KernelVersion"] = host.Facts.KernelVersion,
                ["MinAPIVersion"] = ApiVersion.Least.ToString(),
                ["Os"] = "linux",
            }),
            new ComponentAnswer("gantry", Own, new SortedDictionary<string, string>(StringComparer.Ordinal)),
        ],
        Version = EngineVersion,
        ApiVersion = ApiVersion.Most.ToString(),
        MinAPIVersion = ApiVersion.Least.ToString(),
        GitCommit = Own,
        GoVersion = RuntimeInformation.FrameworkDescription,
        Os = "linux",
        Arch = "amd64",
        KernelVersion = host.Facts.KernelVersion,
        BuildTime = BuildTime,
    };

    /// <summary>When this executable was written.</summary>
    private static string BuildTime { get; } = (Environment.ProcessPath is { } path ? File.GetLastWriteTimeUtc(path) : DateTime.UnixEpoch).ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff'00+00:00'", global::System.Globalization.CultureInfo.InvariantCulture);

    internal static string Own { get; } = typeof(SystemRoutes).Assembly.GetName().Version?.ToString(3) ?? "";

    private static InfoAnswer Info(IContainers containers, IImages images, IHost host)
    {
        var all = containers.All;
        var options = host.Options;
        var unified = CgroupLayout.Mode == CgroupMode.Unified;
        bool Has(string controller) => unified || CgroupLayout.MountOf(controller) is not null;
        return new InfoAnswer
        {
            ID = host.Id,
            RegistryConfig = RegistryAnswer.Of(options.Registry),
            HttpProxy = ProxySettings.Masked(options.Registry.Proxies.Http),
            HttpsProxy = ProxySettings.Masked(options.Registry.Proxies.Https),
            NoProxy = options.Registry.Proxies.None,
            Containers = all.Count,
            ContainersRunning = all.Count(c => c.State.Status is ContainerStatus.Running),
            ContainersPaused = all.Count(c => c.State.Status is ContainerStatus.Paused),
            ContainersStopped = all.Count(c => !c.State.IsAlive),
            Images = images.All.Count,
            MemoryLimit = Has("memory"),
            SwapLimit = unified || (CgroupLayout.MountOf("memory") is { } memory && File.Exists(Path.Combine(memory, "memory.memsw.limit_in_bytes"))),
            CpuCfsPeriod = Has("cpu"),
            CpuCfsQuota = Has("cpu"),
            CPUShares = Has("cpu"),
            CPUSet = Has("cpuset"),
            PidsLimit = Has("pids"),
            OomKillDisable = !unified,
            IPv4Forwarding = File.ReadAllText("/proc/sys/net/ipv4/ip_forward").Trim() == "1",
            Debug = options.Debug,
            NFd = Directory.GetFileSystemEntries("/proc/self/fd").Length,
            NGoroutines = Environment.ProcessorCount,
            SystemTime = GoTime.Format(DateTimeOffset.UtcNow),
            LoggingDriver = options.LogConfig.Type,
            CgroupVersion = unified ? "2" : "1",
            NEventsListener = host.EventListeners,
            KernelVersion = host.Facts.KernelVersion,
            OperatingSystem = host.Facts.OperatingSystem,
            OSVersion = host.Facts.OsVersion,
            Architecture = host.Facts.Architecture,
            NCPU = host.Facts.Cpus,
            MemTotal = host.Facts.MemoryBytes,
            DockerRootDir = options.DataRoot,
            CDISpecDirs = options.CdiDirectories,
            SecurityOptions = Security(options),
            DiscoveredDevices = host.Devices is { Count: > 0 } devices ? [.. devices.Select(d => new DeviceAnswer("cdi", d))] : null,
            KernelMemoryTCP = CgroupLayout.MountOf("memory") is { } tcp && File.Exists(Path.Combine(tcp, "memory.kmem.tcp.limit_in_bytes")),
            Name = host.Facts.Name,
            Labels = options.Labels,
            ServerVersion = EngineVersion,
            Runtimes = Runtimes(options),
            DefaultRuntime = options.DefaultRuntime,
            LiveRestoreEnabled = options.LiveRestore,
        };
    }

    private static IReadOnlyList<string> Security(EngineOptions options) =>
    [
        $"name=seccomp,profile={options.SeccompProfileName}",
        .. options.Remapping is null ? (ReadOnlySpan<string>)[] : ["name=userns"],
        .. options.NoNewPrivileges ? (ReadOnlySpan<string>)["name=no-new-privileges"] : [],
    ];

    private static SortedDictionary<string, RuntimeAnswer> Runtimes(EngineOptions options)
    {
        var own = new RuntimeAnswer("gantry", null, new Dictionary<string, string> { ["org.opencontainers.runtime-spec.features"] = OwnFeatures.Value });
        var answers = new SortedDictionary<string, RuntimeAnswer>(StringComparer.Ordinal) { ["io.containerd.runc.v2"] = own, ["runc"] = own };
        foreach (var runtime in options.Runtimes)
            answers[runtime.Name] = new RuntimeAnswer(runtime.Path, runtime.Arguments is { Count: > 0 } arguments ? arguments : null);
        return answers;
    }
}
