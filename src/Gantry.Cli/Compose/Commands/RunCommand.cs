using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Builds;
using Gantry.Cli.Compose.Progress;
using Gantry.Cli.Compose.Remotes;
using Gantry.Cli.Compose.Up;
using Gantry.Cli.Streams;
using Gantry.Compose.Model;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan.Create;
using Gantry.Compose.Plan.Start;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose run</c>: run one command in a container of its own, after what its service depends on has started.</summary>
internal sealed class RunCommand : ComposeVerb
{
    private readonly CreateFlags create = new();
    private readonly RunFlags run = new();
    private readonly Option<bool> detach = Flag.Switch("-d, --detach", "Run container in background and print container ID");
    private readonly Option<bool> interactive = Flag.Switch("-i, --interactive", "Keep STDIN open even if not attached", on: true);
    private readonly Option<string> name = Flag.Text("--name", "Assign a name to the container");
    private readonly Option<bool> noDeps = Flag.Switch("--no-deps", "Don't start linked services");
    private readonly Option<bool> noTty = Flag.Switch("-T, --no-TTY", "Disable pseudo-TTY allocation (default: auto-detected)").Also("--no-tty");
    private readonly Option<bool> quiet = Flag.Switch("-q, --quiet", "Don't print anything to STDOUT");
    private readonly Option<bool> remove = Flag.Switch("--rm", "Automatically remove the container when it exits");
    private readonly Option<bool> tty = Flag.Hidden(Flag.Switch("-t, --tty", "Allocate a pseudo-TTY", on: true));
    private readonly Option<bool> useAliases = Flag.Switch("--use-aliases", "Use the service's network useAliases in the network(s) the container connects to");

    public RunCommand()
        : base("run", "[OPTIONS] SERVICE [COMMAND] [ARGS...]", "Run a one-off command on a service", Operands.AtLeast(1)) => Accept(
            [.. run.All, create.Build, create.Pull, create.QuietPull, create.QuietBuild, create.RemoveOrphans, detach, interactive, name, noDeps, noTty, quiet, remove, tty, useAliases]);

    public override bool EndsAtFirstOperand => true;

    public override string? Miscount(int count) => TooFew(count);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        if (call.Get(quiet))
            call.Mode = ProgressMode.Quiet;
        var terminal = HasTerminal(call);
        var target = call.Operands[0];
        var project = await call.ProjectAsync([target], cancellation);
        if (call.Get(noDeps))
            project = ProjectEdits.WithoutDependencies(project, [target]);
        project = create.ApplyImages(call, project);
        project = ProjectEdits.OneService(project, target, found => run.Apply(call, found, [.. call.Operands.Skip(1)], terminal, call.Get(interactive)));
        await new RemoteStack(call).ConfirmAsync(project, assumeYes: false);
        var service = project.Services[target];
        var seen = await PrepareAsync(call, project, service, cancellation);
        if (!call.Get(detach))
            TerminalCheck.Require(call.Streams, call.Get(interactive), terminal);
        var oneOff = new OneOffRun(call, project, service with { ContainerName = null })
        {
            Name = call.Get(name) is { Length: > 0 } chosen ? chosen : "",
            Remove = call.Get(remove),
            Interactive = call.Get(interactive),
            UseAliases = call.Get(useAliases),
        };
        var id = await oneOff.MakeAsync(seen, cancellation);
        if (call.Get(detach))
            return await oneOff.StartAsync(id, cancellation);
        if (call.DryRun is not null)
            throw new CliException("interactive run is not supported in dry-run mode");
        var code = await oneOff.AttachAsync(id, cancellation);
        // Docker's Compose ends a failure that has no text with an empty line.
        if (code != 0)
            await call.Error.WriteLineAsync();
        return code;
    }

    /// <summary>Brings up what the service depends on, gets its image, and waits for what it waits for.</summary>
    private async Task<ObservedProject> PrepareAsync(ComposeCall call, Project project, Service service, CancellationToken cancellation)
    {
        Unserved.Check(project);
        var others = ProjectEdits.Only(project, project.Services.Keys.Where(key => key != service.Name).ToHashSet(StringComparer.Ordinal));
        var options = new CreateOptions
        {
            RemoveOrphans = call.Get(create.RemoveOrphans),
            IgnoreOrphans = ComposeCall.IgnoresOrphans(project),
            Separator = call.Separator,
        };
        var build = new BuildChoice { Quiet = call.Get(create.QuietBuild) || call.Get(create.QuietPull) };
        var known = await new Creation(call, others, options) { QuietPull = call.Get(create.QuietPull), Build = build }.RunAsync("Running", cancellation);
        if (others.Services.Count > 0)
            await new Starting(call, others).RunAsync("Running", known, cancellation);
        var seen = new ObservedProject
        {
            Containers = await call.Changes.ListContainersAsync(project.Name, cancellation),
            Images = await Observer.ObserveImagesAsync(call.Changes, project, cancellation),
        };
        var alone = ProjectEdits.Only(project, new HashSet<string>([service.Name], StringComparer.Ordinal));
        seen = await new Creation(call, alone, options) { QuietPull = call.Get(create.QuietPull), Build = build }.EnsureImagesAsync(seen, cancellation);
        if (!call.Get(noDeps))
        {
            using var silence = call.NoProgress();
            await call.Executor(silence).RunAsync(StartPlanner.PlanWait(project, seen, service), project.Name, cancellation);
        }

        return seen;
    }

    private bool HasTerminal(ComposeCall call)
    {
        if (call.Given(tty))
            return call.Given(noTty) ? throw new CliException("--tty and --no-TTY can't be used together") : call.Get(tty);
        if (!call.Given(noTty) && !call.Given(interactive) && !call.Streams.InputIsTerminal)
            return false;
        return call.Given(noTty) ? !call.Get(noTty) : call.Streams.OutputIsTerminal;
    }
}
