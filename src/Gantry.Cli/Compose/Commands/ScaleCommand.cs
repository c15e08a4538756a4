using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Up;
using Gantry.Compose.Plan.Create;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose scale</c>: have more or fewer containers of services.</summary>
internal sealed class ScaleCommand : ComposeVerb
{
    private readonly Option<bool> noDeps = Flag.Switch("--no-deps", "Don't start linked services");

    public ScaleCommand()
        : base("scale", "[OPTIONS] [SERVICE=REPLICAS...]", "Scale services", Operands.AtLeast(1)) => Accept(noDeps);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        foreach (var operand in call.Operands.Where(operand => operand.Split('=') is not [_, _]))
            throw new CliException($"invalid scale specifier \"{operand}\": it should be SERVICE=REPLICAS");
        var services = call.Operands.Select(operand => operand.Split('=')[0]).ToList();
        var project = await call.ProjectAsync(services, cancellation);
        if (call.Get(noDeps))
            project = ProjectEdits.WithoutDependencies(project, services);
        project = ProjectEdits.Scale(project, [.. call.Operands]);
        var seen = await new Creation(call, project, new CreateOptions { Services = services, Separator = call.Separator }).RunAsync("Running", cancellation);
        await new Starting(call, project).RunAsync("Running", seen, cancellation);
        return 0;
    }
}
