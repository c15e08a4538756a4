using Gantry.Cli.CommandLine;
using Gantry.Cli.Compose.Builds;
using Gantry.Cli.Compose.Up;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose create</c>: make containers without starting them.</summary>
internal sealed class CreateCommand : ComposeVerb
{
    private readonly CreateFlags create = new();

    public CreateCommand()
        : base("create", "[OPTIONS] [SERVICE...]", "Creates containers for a service", Operands.Any) => Accept(
            create.Build, create.NoBuild, create.Pull, create.QuietPull, create.ForceRecreate, create.NoRecreate, create.RemoveOrphans, create.Scale, create.Yes);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        create.CheckCreation(call);
        IReadOnlyList<string> services = [.. call.Operands];
        var project = create.Apply(call, await call.ProjectAsync(services, cancellation));
        var options = create.CreationOptions(call, services) with { IgnoreOrphans = ComposeCall.IgnoresOrphans(project) };
        await new Creation(call, project, options)
        {
            QuietPull = call.Get(create.QuietPull),
            Build = call.Get(create.NoBuild) ? null : new BuildChoice { Services = services },
            AssumeYes = call.Get(create.Yes),
        }.RunAsync("Creating", cancellation);
        return 0;
    }
}
