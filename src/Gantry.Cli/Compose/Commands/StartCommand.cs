using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Up;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose start</c>: start containers that are there.</summary>
internal sealed class StartCommand : ComposeVerb
{
    private readonly Option<bool> wait = Flag.Switch("--wait", "Wait for services to be running|healthy. Implies detached mode.");
    private readonly Option<long> waitTimeout = Flag.Number("--wait-timeout", "Maximum duration in seconds to wait for the project to be running|healthy");

    public StartCommand()
        : base("start", "[OPTIONS] [SERVICE...]", "Start services", Operands.Any) => Accept(wait, waitTimeout);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        var (found, seen) = await call.FoundProjectAsync([.. call.Operands], resources: false, cancellation);
        if (!found.HasFile && seen.Containers.Count == 0)
            throw new CliException($"no container found for project \"{found.Project.Name}\": not found");
        var limit = call.Get(waitTimeout) > 0 ? TimeSpan.FromSeconds(call.Get(waitTimeout)) : (TimeSpan?)null;
        await new Starting(call, found.Project) { Wait = call.Get(wait), WaitLimit = limit }.RunAsync("Running", seen, cancellation);
        return 0;
    }
}
