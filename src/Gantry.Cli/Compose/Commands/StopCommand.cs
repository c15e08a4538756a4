using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Compose.Plan.Stop;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose stop</c>: stop containers, each service before those it depends on.</summary>
internal sealed class StopCommand : ComposeVerb
{
    private readonly Option<long> timeout = Flag.Number("-t, --timeout", "Specify a shutdown timeout in seconds");

    public StopCommand()
        : base("stop", "[OPTIONS] [SERVICE...]", "Stop services", Operands.Any) => Accept(timeout);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        IReadOnlyList<string> services = [.. call.Operands];
        var (found, seen) = await call.FoundProjectAsync(services, resources: false, cancellation);
        var limit = call.Given(timeout) ? TimeSpan.FromSeconds(call.Get(timeout)) : (TimeSpan?)null;
        await call.CarryOutAsync(StopPlanner.Plan(found.Project, seen, services, limit), found.Project.Name, "Stopping", cancellation);
        return 0;
    }
}
