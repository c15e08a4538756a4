using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan.Down;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose wait</c>: block until the containers of services have ended.</summary>
internal sealed class WaitCommand : ComposeVerb
{
    private readonly Option<bool> down = Flag.Switch("--down-project", "Drops project when the first container stops");

    public WaitCommand()
        : base("wait", "SERVICE [SERVICE...] [OPTIONS]", "Block until containers of all (or specified) services stop.", Operands.AtLeast(1)) => Accept(down);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        var (_, name) = await call.ProjectOrNameAsync([], cancellation);
        var containers = (await call.Engine.ListContainersAsync(name, cancellation))
            .Where(container => call.Operands.Contains(container.Service) && container.State is "running" or "paused" or "restarting").ToList();
        if (containers.Count == 0)
            throw new CliException($"no containers for project \"{name}\"");
        var code = 0;
        await Task.WhenAll(containers.Select(async container =>
        {
            var ended = await call.Engine.WaitForExitAsync(container.Id, cancellation);
            lock (containers)
            {
                call.Out.WriteLine($"container \"{container.Id}\" exited with status code {ended}");
                call.Out.Flush();
                code = ended;
            }
        }));
        if (!call.Get(down))
            return code;
        var seen = new ObservedProject
        {
            Containers = await call.Changes.ListContainersAsync(name, cancellation),
            Networks = await call.Engine.ListNetworksAsync(cancellation),
        };
        await call.CarryOutAsync(DownPlanner.Plan(LabelledProject.Of(name, seen), seen, new DownOptions { RemoveOrphans = true }), name, "Running", cancellation);
        return code;
    }
}
