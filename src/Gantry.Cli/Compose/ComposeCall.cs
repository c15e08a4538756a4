using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Engine;
using Gantry.Cli.Compose.Globals;
using Gantry.Cli.Compose.Progress;
using Gantry.Cli.Settings;
using Gantry.Cli.Streams;
using Gantry.Compose.Execute;
using Gantry.Compose.Model;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan;

namespace Gantry.Cli.Compose;

/// <summary>One invocation of a command of <c>gantry compose</c>.</summary>
internal sealed partial class ComposeCall(Call call, ComposeGlobals globals)
{
    private readonly Lazy<ComposeEngine> engine = new(() => EngineOf(call));
    private readonly Lazy<DryRunEngine?> dryRun = new(() => globals.DryRun ? DryRunOf(EngineOf(call)) : null);

    public IReadOnlyList<string> Operands => call.Operands;

    /// <summary>The engine, to look at.</summary>
    public ComposeEngine Engine => engine.Value;

    /// <summary>The engine, to be changed: in a dry run one that only remembers what was asked for.</summary>
    public IEngine Changes => DryRun is null ? Engine : DryRun;

    /// <summary>What remembers changes that are not made; null: they are made.</summary>
    public DryRunEngine? DryRun => dryRun.Value;

    /// <summary>Whether images are built by a BuildKit: as DOCKER_BUILDKIT says, else where the engine has one.</summary>
    /// <exception cref="CliException">The variable is no truth value.</exception>
    public async Task<bool> UsesBuildKitAsync(CancellationToken cancellation) => Environment.GetEnvironmentVariable("DOCKER_BUILDKIT") switch
    {
        null or "" => await Engine.HasBuildKitAsync(cancellation),
        "1" or "t" or "T" or "true" or "TRUE" or "True" => true,
        "0" or "f" or "F" or "false" or "FALSE" or "False" => false,
        var other => throw new CliException($"DOCKER_BUILDKIT environment variable expects boolean value: strconv.ParseBool: parsing \"{other}\": invalid syntax"),
    };

    public StandardStreams Streams => call.Streams;

    /// <summary>The proxies that builds get as arguments.</summary>
    public IEnumerable<KeyValuePair<string, string>> BuildProxies => ProxyVariables.OfBuild(call.Settings.Config, call.Engine.Address.Text);

    public TextWriter Out => call.Out;

    public TextWriter Error => call.Error;

    public T Get<T>(Option<T> flag) => call.Get(flag);

    public bool Given(Option flag) => call.Given(flag);

    /// <summary>Carries a plan out and shows how it goes.</summary>
    /// <param name="plan">The plan.</param>
    /// <param name="project">The project's name.</param>
    /// <param name="title">What the work is called on a terminal.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task CarryOutAsync(ComposePlan plan, string project, string title, CancellationToken cancellation)
    {
        foreach (var warning in plan.Warnings)
            Warn(warning);
        using var view = OpenProgress(title);
        await Executor(view).RunAsync(plan, project, cancellation);
    }

    /// <summary>What carries plans out.</summary>
    /// <param name="view">Where it is shown how it goes.</param>
    /// <param name="hookOutput">Takes what hooks write; null: nobody wants it.</param>
    public PlanExecutor Executor(IProgressSink view, Action<ContainerRef, string>? hookOutput = null) =>
        new(Changes, view) { Warn = Warn, HookOutput = hookOutput, Limit = globals.Parallel };

    public ProgressView OpenProgress(string title) => ProgressView.Open(Mode, Streams, title, MayColour, globals.DryRun);

    /// <summary>Progress that nobody sees.</summary>
    public ProgressView NoProgress() => ProgressView.Open(ProgressMode.Quiet, Streams, "", false);

    /// <summary>
    /// The project of a command that works on what is there: of the file if there is one, else what the labels of the engine's objects tell; and what the
    /// engine has of it.
    /// </summary>
    /// <param name="services">The services that were named; empty: all.</param>
    /// <param name="resources">Whether networks and volumes matter.</param>
    /// <param name="cancellation">Ends the requests.</param>
    /// <param name="withDependents">Whether services that depend on the named ones matter.</param>
    public async Task<(FoundProject Found, ObservedProject Seen)> FoundProjectAsync(
        IReadOnlyList<string> services, bool resources, CancellationToken cancellation, bool withDependents = false)
    {
        var (project, name) = await ProjectOrNameAsync(withDependents ? [] : services, cancellation);
        var containers = Changes.ListContainersAsync(name, cancellation);
        var networks = resources ? Engine.ListNetworksAsync(cancellation) : Task.FromResult<IReadOnlyList<ObservedNetwork>>([]);
        var volumes = resources ? Engine.ListVolumesAsync(cancellation) : Task.FromResult<IReadOnlyList<ObservedVolume>>([]);
        var seen = new ObservedProject { Containers = await containers, Networks = await networks, Volumes = await volumes };
        var wanted = project ?? LabelledProject.Of(name, seen);
        var known = services.Where(wanted.Services.ContainsKey).ToList();
        if (project is not null && known.Count < services.Count)
            throw new CliException($"no such service: {services.First(service => !project.Services.ContainsKey(service))}");
        return (new FoundProject(wanted, project is not null, services.Count > 0 && known.Count == 0 ? null : known), seen);
    }

    private static ComposeEngine EngineOf(Call call) =>
        new(call.Engine, call.Settings.Credentials, [.. ProxyVariables.OfContainer(call.Settings.Config, call.Engine.Address.Text)]);

    private static DryRunEngine DryRunOf(ComposeEngine engine) => new(engine, engine.DescribeAsync);
}

/// <summary>A project that was found.</summary>
/// <param name="Project">The project.</param>
/// <param name="HasFile">Whether a file tells of it.</param>
/// <param name="Chosen">The services that were named and are there; empty: all; null: none that was named is there.</param>
internal sealed record FoundProject(Project Project, bool HasFile, IReadOnlyList<string>? Chosen);
