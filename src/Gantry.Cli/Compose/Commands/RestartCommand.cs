using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Compose.Model;
using Gantry.Compose.Plan.Stop;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose restart</c>: stop containers and start them again, with those that want to be restarted with them.</summary>
internal sealed class RestartCommand : ComposeVerb
{
    private readonly Option<bool> noDeps = Flag.Switch("--no-deps", "Don't restart dependent services");
    private readonly Option<long> timeout = Flag.Number("-t, --timeout", "Specify a shutdown timeout in seconds");

    public RestartCommand()
        : base("restart", "[OPTIONS] [SERVICE...]", "Restart service containers", Operands.Any) => Accept(noDeps, timeout);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        IReadOnlyList<string> services = [.. call.Operands];
        var (found, seen) = await call.FoundProjectAsync(services, resources: false, cancellation, withDependents: true);
        var project = found.Project;
        if (call.Get(noDeps))
            project = ProjectEdits.WithoutDependencies(project, services);
        project = ProjectEdits.EachService(project, WithRestartsOnly);
        if (services.Count > 0)
            project = ProjectEdits.WithDependents(project, services);
        var limit = call.Given(timeout) ? TimeSpan.FromSeconds(call.Get(timeout)) : (TimeSpan?)null;
        await call.CarryOutAsync(RestartPlanner.Plan(project, seen, limit), project.Name, "Restarting", cancellation);
        return 0;
    }

    private static Service WithRestartsOnly(Service service) =>
        service with { DependsOn = service.DependsOn.Where(dependency => dependency.Value.Restart).ToDictionary() };
}
