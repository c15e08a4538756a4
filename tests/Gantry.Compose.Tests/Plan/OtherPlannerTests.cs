using Gantry.Compose.Model;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan.Images;
using Gantry.Compose.Plan.Stop;
using Gantry.Oci.Errors;

namespace Gantry.Compose.Tests.Plan;

public sealed class OtherPlannerTests
{
    private static readonly DateTimeOffset Now = DateTimeOffset.UnixEpoch.AddDays(100);

    private static World Shop => new World().Service("db")
        .Service("web", service => service with { DependsOn = World.On(("db", "service_healthy")) }).Has("db").Has("web");

    [Fact]
    public void Services_stop_before_those_they_depend_on() => StopPlanner.Plan(Shop.Project, Shop.Seen, [], TimeSpan.FromSeconds(2)).Is(
        """
        1 stop container shop-web-1 within 2 s: its service is to stop
        2 stop container shop-db-1 within 2 s (after 1): its service is to stop
        """);

    [Fact]
    public void Only_named_services_stop() =>
        StopPlanner.Plan(Shop.Project, Shop.Seen, ["db"], null).Is("1 stop container shop-db-1: its service is to stop");

    [Fact]
    public void Services_restart_after_those_they_depend_on() => RestartPlanner.Plan(Shop.Project, Shop.Seen, null).Is(
        """
        1 restart container shop-db-1: its service is to restart
        2 wait until shop-db-1 is healthy (after 1): service web depends on it
        3 restart container shop-web-1 (after 1, 2): its service is to restart
        """);

    [Fact]
    public void A_signal_goes_to_all_at_once() => ContainerPlans.Kill(Shop.Seen.Containers, "SIGHUP").Is(
        """
        1 send SIGHUP to container shop-db-1: it is to be killed
        2 send SIGHUP to container shop-web-1: it is to be killed
        """);

    [Theory]
    [InlineData(null, false, "1 pull image busybox: it is not there")]
    [InlineData(null, true, "")]
    [InlineData("always", true, "1 pull image busybox: the newest is wanted")]
    [InlineData("never", false, "")]
    [InlineData("build", false, "")]
    [InlineData("daily", true, "1 pull image busybox: it is older than daily")]
    [InlineData("weekly", true, "")]
    [InlineData("every_12h30m", true, "1 pull image busybox: it is older than every_12h30m")]
    [InlineData("every_1w2d", true, "")]
    public void An_image_is_fetched_as_its_policy_says(string? policy, bool there, string plan)
    {
        var project = new World().Service("db", service => service with { PullPolicy = policy }).Project;
        var image = new ObservedImage("sha256:1") { Tagged = Now.AddDays(-2) };
        var seen = new ObservedProject { Images = there ? new Dictionary<string, ObservedImage> { ["busybox"] = image } : [] };
        PullPlanner.Plan(project, seen, quiet: false, Now).Is(plan);
    }

    [Fact]
    public void A_policy_that_is_no_length_of_time_is_refused()
    {
        var world = new World().Service("db", service => service with { PullPolicy = "every_soon" });
        Assert.Equal(
            "pull_policy every_soon is no length of time; write it like every_12h",
            Assert.Throws<GantryException>(() => PullPlanner.Plan(world.Project, world.Seen, quiet: false, Now)).Message);
    }

    [Fact]
    public void A_service_with_neither_image_nor_build_is_refused()
    {
        var world = new World().Service("db", service => service with { Image = null });
        Assert.Equal(
            "invalid service \"db\". Must specify either image or build",
            Assert.Throws<GantryException>(() => PullPlanner.Plan(world.Project, world.Seen, quiet: false, Now)).Message);
    }

    [Fact]
    public void The_image_of_a_volume_is_fetched_too()
    {
        var world = new World().Service("db", service => service with { Volumes = [new ServiceVolume { Type = "image", Source = "tools", Target = "/t" }] });
        PullPlanner.Plan(world.Project, world.Seen, quiet: false, Now).Is("1 pull image tools: it is not there");
    }
}
