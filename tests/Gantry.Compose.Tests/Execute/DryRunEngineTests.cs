using Gantry.Compose.Execute;
using Gantry.Compose.Model;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan;
using Gantry.Compose.Plan.Create;
using Gantry.Compose.Plan.Down;
using Gantry.Compose.Plan.Start;
using Gantry.Compose.Tests.Plan;
using Gantry.Oci.Errors;

namespace Gantry.Compose.Tests.Execute;

public sealed class DryRunEngineTests : IProgressSink
{
    private readonly RecordingEngine engine = new();
    private readonly DryRunEngine dry;
    private readonly Project project = new World().Network("default").Volume("data")
        .Service("db", service => service with { HealthCheck = new HealthCheck { Test = ["CMD", "true"] } })
        .Service("web", service => service with { DependsOn = new Dictionary<string, ServiceDependency> { ["db"] = new() { Condition = "service_healthy", Required = true } } })
        .Project;

    public DryRunEngineTests() => dry = new DryRunEngine(
        engine, (image, _) => image == "missing" ? throw new GantryException(ErrorKind.NotFound, "no such image") : Task.CompletedTask);

    void IProgressSink.Report(ProgressEvent happened)
    {
    }

    void IProgressSink.Remark(string text)
    {
    }

    [Fact]
    public async Task What_would_be_done_is_seen_as_done_and_the_engine_is_asked_for_nothing()
    {
        await Run(CreatePlanner.Plan(project, await Seen(), new CreateOptions()));
        Assert.Equal(["shop-db-1 created", "shop-web-1 created"], await States());
        Assert.Equal(["shop_default"], (await dry.ListNetworksAsync(CancellationToken.None)).Select(network => network.Name));
        Assert.Equal(["shop_data"], (await dry.ListVolumesAsync(CancellationToken.None)).Select(volume => volume.Name));

        await Run(StartPlanner.Plan(project, await Seen(), new StartOptions()));
        Assert.Equal(["shop-db-1 running", "shop-web-1 running"], await States());

        var again = CreatePlanner.Plan(project, await Seen(), new CreateOptions { Recreate = Recreation.Always });
        Assert.Contains(again.Steps, step => step.Action is RenameContainer);
        await Run(again);
        Assert.Equal(["shop-db-1 created", "shop-web-1 created"], await States());

        await Run(DownPlanner.Plan(project, await Seen(), new DownOptions { Volumes = true }));
        Assert.Empty(await States());
        Assert.Empty(await dry.ListNetworksAsync(CancellationToken.None));
        Assert.Empty(await dry.ListVolumesAsync(CancellationToken.None));
        Assert.Empty(engine.Calls);
    }

    [Fact]
    public async Task An_image_is_looked_up_in_the_place_of_its_transfer()
    {
        await dry.PullImageAsync(new PullOrder("web", "there", "", Quiet: true), _ => { }, CancellationToken.None);
        Assert.NotNull(await dry.FindImageAsync("there", CancellationToken.None));
        await Assert.ThrowsAsync<GantryException>(() => dry.PullImageAsync(new PullOrder("web", "missing", "", Quiet: true), _ => { }, CancellationToken.None));
        Assert.Null(await dry.FindImageAsync("missing", CancellationToken.None));
        Assert.Empty(engine.Calls);
    }

    private Task Run(ComposePlan plan) => new PlanExecutor(dry, this).RunAsync(plan, project.Name, CancellationToken.None);

    private async Task<ObservedProject> Seen() => new()
    {
        Containers = await dry.ListContainersAsync(project.Name, CancellationToken.None),
        Networks = await dry.ListNetworksAsync(CancellationToken.None),
        Volumes = await dry.ListVolumesAsync(CancellationToken.None),
    };

    private async Task<IEnumerable<string>> States() => (await dry.ListContainersAsync(project.Name, CancellationToken.None))
        .Select(container => $"{container.Name} {container.State}").Order(StringComparer.Ordinal);
}
