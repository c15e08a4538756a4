using System.CommandLine;
using System.Runtime.InteropServices;
using System.Security.Cryptography;

using Gantry.Api.Authorization;
using Gantry.Api.Hosting;
using Gantry.Api.Metrics;
using Gantry.Cli.Client;
using Gantry.Cli.CommandLine;
using Gantry.Build.Hosting;
using Gantry.Engine.Hosting;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Daemon;

/// <summary><c>gantry daemon</c>: the engine behind its API, until a signal ends it.</summary>
internal sealed class DaemonVerb : Verb
{
    private readonly DaemonFlags flags = new();
    private readonly Option<string> configFile = Flag.Text("--config-file", "Configuration file", "/etc/gantry/daemon.json");
    private readonly Option<bool> validate = Flag.Switch("--validate", "Check the settings and quit");
    private readonly Option<bool> version = Flag.Switch("-v, --version", "Print the version and quit");

    public DaemonVerb()
        : base("daemon", "[OPTIONS]", "Run the engine: containers, images, networks and the Docker Engine API.", Operands.None) =>
        Accept([.. flags.All.Select(directive => directive.Flag), configFile, validate, version]);

    /// <summary>The settings there are.</summary>
    public DaemonFlags Flags => flags;

    public override int UsageCode => 1;

    public override async Task<int> RunAsync(Call call, CancellationToken cancellation)
    {
        if (call.Get(version))
        {
            await call.Out.WriteLineAsync($"Gantry version {ClientVersion.Text}");
            return 0;
        }

        try
        {
            var plan = Settings(call).Plan();
            if (call.Get(validate))
            {
                await call.Out.WriteLineAsync("configuration OK");
                return 0;
            }

            await ServeAsync(call, plan, cancellation);
            return 0;
        }
        catch (CryptographicException fault)
        {
            throw new CliException($"invalid TLS configuration: {fault.Message}");
        }
        catch (GantryException fault)
        {
            throw new CliException($"failed to start daemon: {fault.Message}");
        }
    }

    private DaemonSettings Settings(Call call) =>
        new(flags, call, DaemonFile.Read(call.Get(configFile), call.Given(configFile), flags.All, call));

    private async Task ServeAsync(Call call, DaemonPlan plan, CancellationToken cancellation)
    {
        var log = new DaemonLog(call.Error, TimeProvider.System, ServiceManager.HasJournal()) { Least = plan.LogLevel };
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var terminate = PosixSignalRegistration.Create(PosixSignal.SIGTERM, End);
        using var interrupt = PosixSignalRegistration.Create(PosixSignal.SIGINT, End);
        var hosts = ServiceManager.Resolve(plan.Hosts);
        using var traces = TraceExport.Begin();
        using var pid = PidFile.Write(plan.PidFile);
        Advise(plan, log);
        await using var engine = await GantryEngine.OpenAsync(plan.Engine, log.Warn, cancellation);
        var authorization = await AuthorizationPlugins.OpenAsync(engine.Plugins, plan.AuthorizationPlugins, cancellation);
        var builds = Builds.Open(engine, plan.Engine.DataRoot, plan.Builder, log.Warn);
        await using var api = new ApiServer(engine.Containers, engine.Exec, engine.Images, engine.Registries, engine.Volumes, engine.Networks, engine.Events, engine.Host, engine.Checks, new ApiOptions { Builds = builds, Grpc = builds.Grpc, Report = log.Warn, SocketGroup = plan.SocketGroup, Tls = plan.Tls, Authorization = authorization });
        await api.StartAsync(hosts, cancellation);
        await using var metrics = plan.MetricsAddress.Length > 0
            ? await MetricsServer.StartAsync(plan.MetricsAddress, engine.Containers, engine.Host, log.Warn, cancellation) : null;
        using var reload = PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            Reload(call, engine, authorization, log);
        });
        foreach (var host in hosts)
            log.Info($"API listen on {host}");
        ServiceManager.Ready();
        await ended.Task;
        log.Info("stopping");
        ServiceManager.Stopping();

        void End(PosixSignalContext signal)
        {
            signal.Cancel = true;
            ended.TrySetResult();
        }
    }

    /// <summary>Takes over what may change while the engine runs; a file with a fault changes nothing.</summary>
    private void Reload(Call call, GantryEngine engine, AuthorizationPlugins authorization, DaemonLog log)
    {
        log.Info($"Got signal to reload configuration from {call.Get(configFile)}");
        try
        {
            var settings = Settings(call);
            var options = settings.Reload(engine.Host.Options);
            if (options.Debug != engine.Host.Options.Debug)
                log.Least = options.Debug ? LogLevel.Debug : Enum.Parse<LogLevel>(flags.LogLevel.Of(call, DaemonFile.Empty), ignoreCase: true);
            authorization.Names = settings.ReloadedAuthorization(authorization.Names);
            engine.Reload(options);
            log.Info($"Reloaded configuration: labels [{string.Join(' ', options.Labels)}], debug {options.Debug}, shutdown-timeout {options.ShutdownTimeoutSeconds}");
        }
        catch (CliException fault)
        {
            log.Error($"Error reloading configuration: {fault.Message}");
        }
    }

    private static void Advise(DaemonPlan plan, DaemonLog log)
    {
        foreach (var key in plan.Indifferent)
            log.Info($"{key} is about a part of Docker's daemon that this one does not have; it changes nothing");
        foreach (var host in plan.Hosts.Where(host => host.StartsWith("tcp://", StringComparison.Ordinal) && plan is { Tls.ClientAuthorityPath: null, PlainIsWanted: false }))
            log.Warn($"whoever reaches {host} is root on this machine: use --tlsverify, or say --tls=false if that is meant");
    }
}
