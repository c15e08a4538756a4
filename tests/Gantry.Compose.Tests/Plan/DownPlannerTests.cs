using Gantry.Compose.Observed;
using Gantry.Compose.Plan.Down;

namespace Gantry.Compose.Tests.Plan;

public sealed class DownPlannerTests
{
    private static World Shop => new World().Network("default").Volume("data")
        .Service("db").Service("web", service => service with { DependsOn = World.On(("db", "service_started")) });

    [Fact]
    public void Services_go_before_those_they_depend_on_and_networks_last() => Down(Shop.HasNetwork("default").HasVolume("data").Has("db").Has("web", 1).Has("web", 2)).Is(
        """
        1 stop container shop-web-1: its project goes down
        2 remove container shop-web-1 (after 1): its project goes down
        3 stop container shop-web-2: its project goes down
        4 remove container shop-web-2 (after 3): its project goes down
        5 stop container shop-db-1 (after 2, 4): its project goes down
        6 remove container shop-db-1 (after 5): its project goes down
        7 remove network shop_default (after 2, 4, 6): its project goes down
        """);

    [Fact]
    public void Volumes_and_images_go_where_that_is_asked_for() => Down(
        Shop.HasNetwork("default").HasVolume("data").Has("db"), new DownOptions { Volumes = true, Images = ["shop-db:latest"], Timeout = TimeSpan.Zero }).Is(
        """
        1 stop container shop-db-1 within 0 s: its project goes down
        2 remove container shop-db-1 with its volumes (after 1): its project goes down
        3 remove network shop_default (after 2): its project goes down
        4 remove image shop-db:latest (after 2): its project goes down
        5 remove volume shop_data (after 2): its project goes down
        """);

    [Fact]
    public void A_named_service_goes_with_those_that_depend_on_it() => Down(
        Shop.Service("other").HasNetwork("default").Has("db").Has("web").Has("other"), new DownOptions { Services = ["db"] }).Is(
        """
        1 stop container shop-web-1: its project goes down
        2 remove container shop-web-1 (after 1): its project goes down
        3 stop container shop-db-1 (after 2): its project goes down
        4 remove container shop-db-1 (after 3): its project goes down
        5 remove network shop_default (after 2, 4): its project goes down
        """);

    [Fact]
    public void What_belongs_to_others_stays() => Down(new World().Network("ours").Network("theirs", network => network with { External = true })
        .Volume("theirs", volume => volume with { External = true }).Service("db")
        .HasNetwork("shop_ours", new Dictionary<string, string> { [ComposeLabels.Project] = "other", [ComposeLabels.Network] = "ours" })
        .HasNetwork("theirs").HasVolume("theirs").HasStranger("old", "shop-old-1").HasStranger("db", "shop-db-run-1", oneOff: true).Has("db"), new DownOptions { Volumes = true }).Is(
        """
        1 stop container shop-db-1: its project goes down
        2 remove container shop-db-1 with its volumes (after 1): its project goes down
        """);

    [Fact]
    public void Orphans_and_what_run_made_go_where_that_is_asked_for() => Down(
        new World().Service("db").HasStranger("old", "shop-old-1").HasStranger("db", "shop-db-run-1", oneOff: true).Has("db"), new DownOptions { RemoveOrphans = true }).Is(
        """
        1 stop container shop-db-run-1: its project goes down
        2 remove container shop-db-run-1 (after 1): its project goes down
        3 stop container shop-db-1: its project goes down
        4 remove container shop-db-1 (after 3): its project goes down
        5 stop container shop-old-1 (after 2, 4): no service wants it
        6 remove container shop-old-1 (after 5): no service wants it
        """);

    [Fact]
    public void Nothing_to_remove_is_said()
    {
        var plan = Down(new World().Service("db"));
        plan.Is("");
        Assert.Equal(["Warning: No resource found to remove for project \"shop\"."], plan.Warnings);
    }

    [Fact]
    public void A_project_without_its_file_goes_by_its_labels()
    {
        var world = Shop.HasNetwork("default").Has("db").Has("web", edit: container => container with
        {
            Labels = new Dictionary<string, string>(container.Labels) { [ComposeLabels.DependsOn] = "db:service_started:false,gone:service_healthy:true" },
        });
        DownPlanner.Plan(LabelledProject.Of("shop", world.Seen), world.Seen, new DownOptions()).Is(
            """
            1 stop container shop-web-1: its project goes down
            2 remove container shop-web-1 (after 1): its project goes down
            3 stop container shop-db-1 (after 2): its project goes down
            4 remove container shop-db-1 (after 3): its project goes down
            5 remove network shop_default (after 2, 4): its project goes down
            """);
    }

    private static Gantry.Compose.Plan.ComposePlan Down(World world, DownOptions? options = null) => DownPlanner.Plan(world.Project, world.Seen, options ?? new DownOptions());
}
