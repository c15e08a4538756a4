using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Builds;
using Gantry.Cli.Compose.Remotes;
using Gantry.Cli.Compose.Up;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose up</c>: make containers and start them.</summary>
internal sealed class UpCommand : ComposeVerb
{
    private readonly CreateFlags create = new();
    private readonly AttachFlags attach = new();
    private readonly Option<bool> detach = Flag.Switch("-d, --detach", "Detached mode: Run containers in the background");
    private readonly Option<bool> noDeps = Flag.Switch("--no-deps", "Don't start linked services");
    private readonly Option<bool> noStart = Flag.Switch("--no-start", "Don't start the services after creating them");
    private readonly Option<bool> wait = Flag.Switch("--wait", "Wait for services to be running|healthy. Implies detached mode.");
    private readonly Option<long> waitTimeout = Flag.Number("--wait-timeout", "Maximum duration in seconds to wait for the project to be running|healthy");
    private readonly Option<bool> watch = Flag.Switch("-w, --watch", "Watch source code and rebuild/refresh containers when files are updated.");

    public UpCommand()
        : base("up", "[OPTIONS] [SERVICE...]", "Create and start containers", Operands.Any) => Accept(
        [
            create.Build, create.NoBuild, create.Pull, create.QuietPull, create.QuietBuild, create.ForceRecreate, create.NoRecreate,
            create.RecreateDependencies, create.RenewVolumes, create.RemoveOrphans, create.Scale, create.Timeout, create.Yes,
            .. attach.All, detach, noDeps, noStart, wait, waitTimeout, watch,
        ]);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        var detached = Check(call);
        IReadOnlyList<string> services = [.. call.Operands];
        var project = await call.ProjectAsync(services, cancellation);
        if (project.Services.Count == 0 && !call.AllResources)
            throw new CliException("no service selected");
        await new RemoteStack(call).ConfirmAsync(project, call.Get(create.Yes));
        project = create.Apply(call, project);
        if (call.Get(noDeps))
            project = ProjectEdits.WithoutDependencies(project, services);
        var options = create.Options(call, services) with { IgnoreOrphans = ComposeCall.IgnoresOrphans(project) };
        if (options is { IgnoreOrphans: true, RemoveOrphans: true })
            throw new CliException("cannot combine COMPOSE_IGNORE_ORPHANS and --remove-orphans");
        var attached = detached ? null : attach.Open(call, project, services, call.Get(watch));
        var creation = new Creation(call, project, options)
        {
            QuietPull = call.Get(create.QuietPull),
            Build = call.Get(create.NoBuild) ? null : new BuildChoice { Services = services, Quiet = call.Get(create.QuietBuild) || call.Get(create.QuietPull) },
            AssumeYes = call.Get(create.Yes),
        };
        if (call.Get(noStart))
        {
            await creation.RunAsync("Creating", cancellation);
            return 0;
        }

        var seen = await creation.RunAsync("Running", cancellation);
        if (attached is not null && call.DryRun is not null)
        {
            await call.Out.WriteLineAsync("end of 'compose up' output, interactive run is not supported in dry-run mode");
            return 0;
        }

        if (attached is not null)
            return await attached.RunAsync(options.Timeout, cancellation);
        var limit = call.Get(waitTimeout) > 0 ? TimeSpan.FromSeconds(call.Get(waitTimeout)) : (TimeSpan?)null;
        await new Starting(call, project) { Wait = call.Get(wait), WaitLimit = limit }.RunAsync("Running", seen, cancellation);
        return 0;
    }

    /// <returns>Whether it goes on in the background.</returns>
    private bool Check(ComposeCall call)
    {
        create.Check(call);
        attach.Check(call);
        var waits = call.Get(wait);
        if (waits && (call.Get(attach.Dependencies) || attach.StopsOnExit(call) || call.Get(attach.Services).Count > 0))
            throw new CliException("--wait cannot be combined with --abort-on-container-exit, --attach or --attach-dependencies");
        if ((waits || call.Get(detach)) && (attach.IsUsed(call) || call.Get(watch)))
        {
            throw new CliException(
                $"--{(waits ? "wait" : "detach")} cannot be combined with --abort-on-container-exit, --abort-on-container-failure, --attach, --attach-dependencies or --watch");
        }

        if (call.Get(create.NoBuild) && call.Get(watch))
            throw new CliException("--no-build and --watch are incompatible");
        return waits || call.Get(detach);
    }
}
