using System.CommandLine;

using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose push</c>: send the images of services to their registries.</summary>
internal sealed class PushCommand : ComposeVerb
{
    private readonly Option<bool> ignoreFailures = Flag.Switch("--ignore-push-failures", "Push what it can and ignores images with push failures");
    private readonly Option<bool> includeDeps = Flag.Switch("--include-deps", "Also push images of services declared as dependencies");
    private readonly Option<bool> quiet = Flag.Switch("-q, --quiet", "Push without printing progress information");

    public PushCommand()
        : base("push", "[OPTIONS] [SERVICE...]", "Push service images", Operands.Any) => Accept(ignoreFailures, includeDeps, quiet);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        IReadOnlyList<string> services = [.. call.Operands];
        var project = await call.ProjectAsync(services, cancellation);
        if (!call.Get(includeDeps))
            project = ProjectEdits.WithoutDependencies(project, services);
        await new Push(call, project) { Quiet = call.Get(quiet), IgnoreFailures = call.Get(ignoreFailures) }.RunAsync(cancellation);
        return 0;
    }
}
