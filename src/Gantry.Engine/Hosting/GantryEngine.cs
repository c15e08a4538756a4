using Gantry.Engine.Checks;
using Gantry.Engine.Containers;
using Gantry.Engine.Containers.Creation;
using Gantry.Engine.Containers.Links;
using Gantry.Engine.Containers.Runs;
using Gantry.Engine.Containers.Trees;
using Gantry.Engine.Devices;
using Gantry.Engine.Events;
using Gantry.Engine.Exec;
using Gantry.Engine.Health;
using Gantry.Engine.Host;
using Gantry.Engine.Images;
using Gantry.Engine.Logs.Forwarding;
using Gantry.Engine.Images.Pulls;
using Gantry.Engine.Images.Pushes;
using Gantry.Engine.Networks;
using Gantry.Engine.Reconcile;
using Gantry.Engine.Registries;
using Gantry.Engine.Runtimes;
using Gantry.Engine.Stats;
using Gantry.Engine.Steps;
using Gantry.Engine.Volumes;
using Gantry.Engine.Volumes.Plugins;
using Gantry.Network;
using Gantry.Plugins;
using Gantry.Registry;
using Gantry.Storage.Images;

namespace Gantry.Engine.Hosting;

/// <summary>A running engine: opens the rooms below, puts its parts together, and brings state on disk and kernel into agreement before anyone may call it.</summary>
public sealed class GantryEngine : IAsyncDisposable
{
    private readonly NetworkController network;
    private readonly BackgroundWork background;
    private readonly EngineLock instance;
    private readonly ContainerTable table;
    private readonly ContainerStopper stopper;
    private readonly EngineHost host;
    private readonly LogForwarders forwarders = new();
    private readonly PluginRegistry plugins;
    private readonly RegistryClient registry;
    private readonly ForeignRuntimes runtimes;
    private readonly Func<IReadOnlyList<string>> hostGateway;

    private GantryEngine(EngineOptions options, EngineLock instance, ImageStore images, NetworkController network, PluginRegistry plugins, TimeProvider time, Action<string> report)
    {
        this.network = network;
        this.plugins = plugins;
        this.instance = instance;
        registry = new RegistryClient(options.Registry);
        background = new BackgroundWork(report);
        table = new ContainerTable();
        var store = new ContainerStore(options.DataRoot);
        var log = new EventLog(time);
        var events = new ContainerEvents(log);
        var directories = new RunDirectories(options);
        var volumes = new EngineVolumes(
            new LocalVolumes(options.DataRoot, options.ExecRoot, log, time), new PluginVolumes(new PluginVolumeStore(options.DataRoot), plugins, log, report));
        var imageMounts = new ImageMounts(images, options.ExecRoot);
        imageMounts.Load();
        var devices = new CdiRegistry(options.CdiDirectories);
        var resolverFile = new ResolverFile(options);
        var networks = new NetworkSetup(network, table, resolverFile);
        var links = new ContainerLinks(table);
        var passages = new LinkPassages(options, network, links);
        var nameFiles = new NameFiles(options, resolverFile, network, networks, links);
        runtimes = new ForeignRuntimes(options, directories);
        var launcher = new ContainerLauncher(options, table, store, images, networks, nameFiles, links, passages, directories, volumes, imageMounts, devices, runtimes, events, forwarders);
        var remover = new ContainerRemover(table, store, images, volumes, forwarders, events);
        var sessions = new ExecSessions(options, table, launcher, links, directories, runtimes, events, background);
        var health = new HealthProber(store, sessions, events, background, time);
        var exits = new ExitHandler(store, launcher, runtimes, networks, directories, remover, volumes, health, forwarders, events, background, time);
        stopper = new ContainerStopper(launcher, runtimes, store, events, time);
        host = new EngineHost(options, network, devices, log, time);
        Containers = new ContainerVerbs(
            table, store, new ContainerCreator(host, runtimes, table, store, images, volumes, imageMounts, new VolumeFiller(images, volumes), new RequestedEndpoints(network), links, events, time), launcher, stopper, exits, remover, images, networks,
            sessions.Of, events, new ContainerTrees(
                table, images, new TreeOpener(images, volumes, imageMounts, nameFiles, directories.Root), new Committer(table, images, launcher, events, log), events),
            new ContainerUpdater(store, launcher, events), new ContainerPruner(table, remover, images, log),
            new StatsSampler(table, launcher, (ulong)host.Facts.MemoryBytes, background, time), links, passages, nameFiles);
        hostGateway = () => nameFiles.HostGateway;
        Exec = sessions;
        Store = images;
        Images = new ImageVerbs(images, table, log, new ImagePuller(registry, images, log), new ImagePusher(registry, images, log));
        Steps = new StepRunner(options, images, networks, nameFiles, new RequestedEndpoints(network), directories);
        Registries = new RegistryVerbs(registry);
        Checks = new CheckVerbs(images, table, registry);
        Volumes = volumes;
        Events = log;
        Networks = new NetworkVerbs(network, table, store, networks, nameFiles, events, log);
        Startup = new Startup(options, table, store, images, network, networks, directories, exits, launcher, passages, volumes, forwarders, background, report);
    }

    /// <summary>Containers.</summary>
    public IContainers Containers { get; }

    /// <summary>Exec sessions.</summary>
    public IExecSessions Exec { get; }

    /// <summary>Images.</summary>
    public IImages Images { get; }

    /// <summary>What images are made of: content and layers, for rooms above that make images.</summary>
    public ImageStore Store { get; }

    /// <summary>The addresses that <c>host-gateway</c> stands for; empty texts where there is no default bridge.</summary>
    public IReadOnlyList<string> HostGateway => hostGateway();

    /// <summary>Programs of builds.</summary>
    public IStepRunner Steps { get; }

    /// <summary>Registries.</summary>
    public IRegistries Registries { get; }

    /// <summary>Checks of what is on disk.</summary>
    public IChecks Checks { get; }

    /// <summary>The way to registries, for rooms above that send what is no image of this host.</summary>
    public RegistryClient Registry => registry;

    /// <summary>Volumes.</summary>
    public IVolumes Volumes { get; }

    /// <summary>Programs beside this one that serve volumes or decide who may do what.</summary>
    public IPlugins Plugins => plugins;

    /// <summary>Networks.</summary>
    public INetworks Networks { get; }

    /// <summary>Events.</summary>
    public IEventLog Events { get; }

    /// <summary>The engine and its host.</summary>
    public IHost Host => host;

    private Startup Startup { get; }

    /// <summary>Opens an engine on its data root; refuses one that another engine holds.</summary>
    /// <param name="options">Its settings.</param>
    /// <param name="report">Takes what an operator should know, a line at a time.</param>
    /// <param name="cancellation">Gives up the opening.</param>
    public static async Task<GantryEngine> OpenAsync(EngineOptions options, Action<string> report, CancellationToken cancellation)
    {
        Directory.CreateDirectory(options.DataRoot);
        Directory.CreateDirectory(options.ExecRoot);
        var instance = EngineLock.Take(options.DataRoot);
        var plugins = new PluginRegistry(PluginFolders.Docker, TimeProvider.System, report);
        try
        {
            var images = await ImageStore.OpenAsync(options.DataRoot, cancellation);
            var network = await NetworkController.OpenAsync(
                new NetworkOptions
                {
                    StateDirectory = Path.Combine(options.DataRoot, "network"),
                    RuntimeDirectory = Path.Combine(options.ExecRoot, "netns"),
                    BridgeName = options.BridgeName,
                    MakesBridge = options.BridgeName == EngineOptions.OwnBridge,
                    Bip = options.Bip,
                    AddressPools = options.AddressPools,
                    FixedCidr = options.FixedCidr,
                    FixedCidrV6 = options.FixedCidrV6,
                    EnableIPv6 = options.IPv6,
                    Mtu = options.Mtu,
                    EnableIcc = options.Icc,
                    EnableIpMasquerade = options.IpMasquerade,
                    DefaultHostAddress = options.HostAddress,
                    FirewallBackend = options.FirewallBackend,
                    FiltersPackets = options.FiltersPackets,
                    FiltersIPv6 = options.FiltersIPv6,
                    ForwardsPackets = options.ForwardsPackets,
                    AllowsTransit = options.AllowsTransit,
                    DriverOptions = options.NetworkDriverOptions,
                    Dns = options.Dns,
                    DnsSearch = options.DnsSearch,
                    DnsOptions = options.DnsOptions,
                },
                plugins,
                cancellation);
            var engine = new GantryEngine(options, instance, images, network, plugins, TimeProvider.System, report);
            await engine.Startup.RunAsync(cancellation);
            return engine;
        }
        catch
        {
            plugins.Dispose();
            instance.Dispose();
            throw;
        }
    }

    /// <summary>Takes over settings that may change while the engine runs: labels, debug, the time containers have to end, registries. Links and
    /// packet filter rules somebody removed come back.</summary>
    public void Reload(EngineOptions options)
    {
        _ = background.Run(network.RefreshAsync);
        runtimes.Reload(options);
        registry.Reload(options.Registry);
        host.Reload(options);
    }

    /// <summary>Ends the engine. Containers run on with live restore, and are stopped without.</summary>
    public async ValueTask DisposeAsync()
    {
        background.Stopping = true;
        if (!host.Options.LiveRestore)
            await Task.WhenAll(table.Slots.Where(s => s.Current.State.IsAlive).Select(s => stopper.StopAsync(s, host.Options.ShutdownTimeoutSeconds, null, CancellationToken.None)));
        await forwarders.DisposeAsync();
        await network.WhenQuietAsync();
        await network.ShutdownAsync(table.Slots.Any(s => s.Current.State.IsAlive));
        await network.DisposeAsync();
        plugins.Dispose();
        registry.Dispose();
        instance.Dispose();
    }
}
