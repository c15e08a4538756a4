using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Up;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan.Stop;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose rm</c>: remove containers that do not run.</summary>
internal sealed class RmCommand : ComposeVerb
{
    private readonly Option<bool> all = Flag.Hidden(Flag.Switch("-a, --all", "Deprecated - no effect"));
    private readonly Option<bool> force = Flag.Switch("-f, --force", "Don't ask to confirm removal");
    private readonly Option<bool> stop = Flag.Switch("-s, --stop", "Stop the containers, if required, before removing");
    private readonly Option<bool> volumes = Flag.Switch("-v, --volumes", "Remove any anonymous volumes attached to containers");

    public RmCommand()
        : base("rm", "[OPTIONS] [SERVICE...]", "Removes stopped service containers", Operands.Any) => Accept(all, force, stop, volumes);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        IReadOnlyList<string> services = [.. call.Operands];
        var (found, seen) = await call.FoundProjectAsync(services, resources: false, cancellation);
        if (call.Get(stop))
        {
            await call.CarryOutAsync(StopPlanner.Plan(found.Project, seen, services, null), found.Project.Name, "Stopping", cancellation);
            seen = new ObservedProject { Containers = await call.Changes.ListContainersAsync(found.Project.Name, cancellation) };
        }

        var containers = seen.Containers.Where(container => !container.IsOneOff && container.State is not ("running" or "paused" or "restarting"))
            .Where(container => services.Count == 0 || services.Contains(container.Service))
            .Where(container => found.Project.Services.ContainsKey(container.Service))
            .ToList();
        if (containers.Count == 0)
        {
            await call.Error.WriteLineAsync("No stopped containers");
            return 0;
        }

        var names = $"Going to remove {string.Join(", ", containers.Select(container => container.Name))}";
        if (call.Get(force))
            await call.Out.WriteLineAsync(names);
        else if (!await Question.AskAsync(call, names))
            return 0;
        await call.Out.FlushAsync(cancellation);
        await call.CarryOutAsync(ContainerPlans.Remove(containers, call.Get(force), call.Get(volumes)), found.Project.Name, "Removing", cancellation);
        return 0;
    }
}
