using Gantry.Cli.CommandLine;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan;
using Gantry.Compose.Plan.Stop;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose pause</c> and <c>unpause</c>: hold the processes of containers, or let them go on.</summary>
internal sealed class PauseCommand : ComposeVerb
{
    private readonly Func<IEnumerable<ObservedContainer>, ComposePlan> plan;
    private readonly string title;

    private PauseCommand(string name, string about, string title, Func<IEnumerable<ObservedContainer>, ComposePlan> plan)
        : base(name, "[SERVICE...]", about, Operands.Any) => (this.title, this.plan) = (title, plan);

    public static PauseCommand Pause() => new("pause", "Pause services", "Pausing", ContainerPlans.Pause);

    public static PauseCommand Unpause() => new("unpause", "Unpause services", "Running", ContainerPlans.Unpause);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        IReadOnlyList<string> services = [.. call.Operands];
        var (found, seen) = await call.FoundProjectAsync(services, resources: false, cancellation);
        var containers = seen.Containers.Where(container => !container.IsOneOff && container.State is "running" or "paused" or "restarting")
            .Where(container => services.Count == 0 || services.Contains(container.Service))
            .Where(container => found.Project.Services.ContainsKey(container.Service));
        await call.CarryOutAsync(plan(containers), found.Project.Name, title, cancellation);
        return 0;
    }
}
