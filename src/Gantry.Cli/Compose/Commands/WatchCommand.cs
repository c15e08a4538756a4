using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Builds;
using Gantry.Cli.Compose.Logs;
using Gantry.Cli.Compose.Up;
using Gantry.Cli.Compose.Watching;
using Gantry.Compose.Plan.Create;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose watch</c>: bring up a project and keep its containers up to date with files of the host.</summary>
internal sealed class WatchCommand : ComposeVerb
{
    private readonly Option<bool> noUp = Flag.Switch("--no-up", "Do not build & start services before watching");
    private readonly Option<bool> prune = Flag.Switch("--prune", "Prune dangling images on rebuild", on: true);
    private readonly Option<bool> quiet = Flag.Switch("--quiet", "hide build output");

    public WatchCommand()
        : base("watch", "[SERVICE...]", "Watch build context for service and rebuild/refresh containers when files are updated", Operands.Any) =>
        Accept(noUp, prune, quiet);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        IReadOnlyList<string> services = [.. call.Operands];
        var project = await call.ProjectAsync(services, cancellation);
        var watch = new ProjectWatch(call, project, new LogPrinter(call.Out, call.Error, new LogColours(false), prefix: false, timestamps: false)) { Prunes = call.Get(prune) };
        if (!call.Get(noUp))
        {
            var built = ProjectEdits.EachService(project, service => service is { Build: not null, Develop: not null } ? service with { PullPolicy = "build" } : service);
            var options = new CreateOptions { Services = services, RecreateDependencies = Recreation.Never, Separator = call.Separator };
            var seen = await new Creation(call, built, options) { Build = new BuildChoice { Services = services, Quiet = call.Get(quiet) } }.RunAsync("Running", cancellation);
            await new Starting(call, built).RunAsync("Running", seen, cancellation);
        }

        await watch.RunAsync(cancellation);
        return 0;
    }
}
