using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Compose.Plan.Stop;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose kill</c>: send a signal to containers.</summary>
internal sealed class KillCommand : ComposeVerb
{
    private readonly Option<bool> removeOrphans = Flag.Switch("--remove-orphans", "Remove containers for services not defined in the Compose file");
    private readonly Option<string> signal = Flag.Text("-s, --signal", "SIGNAL to send to the container", "SIGKILL");

    public KillCommand()
        : base("kill", "[OPTIONS] [SERVICE...]", "Force stop service containers", Operands.Any) => Accept(removeOrphans, signal);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        IReadOnlyList<string> services = [.. call.Operands];
        var (found, seen) = await call.FoundProjectAsync(services, resources: false, cancellation);
        var all = call.Get(removeOrphans) || (!call.Given(removeOrphans) && call.Setting("COMPOSE_REMOVE_ORPHANS"));
        var containers = seen.Containers
            .Where(container => container.State is "running" or "paused" or "restarting")
            .Where(container => services.Count == 0 || services.Contains(container.Service))
            .Where(container => all || found.Project.Services.ContainsKey(container.Service))
            .ToList();
        if (containers.Count == 0)
        {
            await call.Error.WriteAsync("no container to kill");
            return 0;
        }

        await call.CarryOutAsync(ContainerPlans.Kill(containers, call.Get(signal)), found.Project.Name, "Killing", cancellation);
        return 0;
    }
}
