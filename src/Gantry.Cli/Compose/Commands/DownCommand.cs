using System.CommandLine;

using Gantry.Cli.CommandLine;
using Gantry.Compose.Model;
using Gantry.Compose.Plan.Down;

namespace Gantry.Cli.Compose.Commands;

/// <summary><c>gantry compose down</c>: stop and remove what <c>up</c> made.</summary>
internal sealed class DownCommand : ComposeVerb
{
    private readonly Option<bool> removeOrphans = Flag.Switch("--remove-orphans", "Remove containers for services not defined in the Compose file");
    private readonly Option<string> rmi =
        Flag.Text("--rmi", "Remove images used by services. \"local\" remove only images that don't have a custom tag (\"local\"|\"all\")");

    private readonly Option<long> timeout = Flag.Number("-t, --timeout", "Specify a shutdown timeout in seconds");
    private readonly Option<bool> volumes = Flag.Switch(
        "-v, --volumes", "Remove named volumes declared in the \"volumes\" section of the Compose file and anonymous volumes attached to containers")
        .Also("--volume");

    public DownCommand()
        : base("down", "[OPTIONS] [SERVICES]", "Stop and remove containers, networks", Operands.Any) => Accept(removeOrphans, rmi, timeout, volumes);

    protected override async Task<int> RunAsync(ComposeCall call, CancellationToken cancellation)
    {
        if (call.Get(rmi) is not ("" or "all" or "local") and var mode)
            throw new CliException($"invalid value for --rmi: \"{mode}\"");
        var (found, seen) = await call.FoundProjectAsync([.. call.Operands], resources: true, cancellation);
        if (found.Chosen is not { } services)
            return 0;
        var orphans = call.Get(removeOrphans) || (!call.Given(removeOrphans) && call.Setting("COMPOSE_REMOVE_ORPHANS"));
        var options = new DownOptions
        {
            Services = services,
            Volumes = call.Get(volumes),
            RemoveOrphans = orphans,
            Timeout = call.Given(timeout) ? TimeSpan.FromSeconds(call.Get(timeout)) : null,
            Images = call.Get(rmi).Length > 0 ? await ImagesAsync(call, found.Project, call.Get(rmi) == "all", orphans, cancellation) : [],
        };
        await call.CarryOutAsync(DownPlanner.Plan(found.Project, seen, options), found.Project.Name, "Running", cancellation);
        return 0;
    }

    /// <summary>The images that go: those built for the project, and with <c>all</c> those its services name.</summary>
    private static async Task<IReadOnlyList<string>> ImagesAsync(ComposeCall call, Project project, bool all, bool orphans, CancellationToken cancellation)
    {
        var built = (await call.Engine.ListBuiltImagesAsync(project.Name, cancellation))
            .Where(image => orphans || project.Services.ContainsKey(image.Service)).Select(image => image.Name);
        var named = project.Services.Values.Where(service => all || string.IsNullOrEmpty(service.Image)).Select(service => service.ImageName(project.Name)).Distinct();
        var present = await Task.WhenAll(named.Select(async name => (name, await call.Engine.FindImageAsync(name, cancellation) is not null)));
        return [.. built.Concat(present.Where(entry => entry.Item2).Select(entry => entry.name)).Select(Images.ImageName.Familiar).Distinct().Order(StringComparer.Ordinal)];
    }
}
