using Gantry.Compose.Model;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan;
using Gantry.Compose.Plan.Create;
using Gantry.Oci.Errors;

namespace Gantry.Compose.Tests.Plan;

public sealed class CreatePlannerTests
{
    private static World Shop => new World()
        .Network("default").Volume("data")
        .Service("db", service => service with { Networks = Default, Volumes = [Data] })
        .Service("web", service => service with { Networks = Default, DependsOn = World.On(("db", "service_healthy")), Scale = 2 });

    private static Dictionary<string, ServiceNetwork?> Default => new() { ["default"] = null };

    private static ServiceVolume Data => new() { Type = "volume", Source = "data", Target = "/data" };

    [Fact]
    public void Everything_is_made_where_nothing_is() => Shop.Create().Is(
        """
        1 create network shop_default: it does not exist
        2 create volume shop_data: it does not exist
        3 create container shop-db-1 (after 1, 2): it does not exist
        4 create container shop-web-1 (after 1): it does not exist
        5 create container shop-web-2 (after 1): it does not exist
        """);

    [Fact]
    public void A_container_is_not_labelled_with_what_its_service_can_do_without_and_is_not_enabled()
    {
        var plan = new World().Service("db").Service("web", service => service with
        {
            DependsOn = new Dictionary<string, ServiceDependency>
            {
                ["db"] = new() { Condition = "service_started", Required = false },
                ["debug"] = new() { Condition = "service_healthy", Required = false },
            },
        }).Create();
        var web = plan.Steps.Select(step => step.Action).OfType<CreateContainer>().Single(made => made.Order.Service.Name == "web");
        Assert.Equal("db:service_started:false", web.Order.Labels()[ComposeLabels.DependsOn]);
    }

    [Fact]
    public void What_is_as_the_file_says_stays()
    {
        var plan = Shop.HasNetwork("default").HasVolume("data").Has("db").Has("web", 1).Has("web", 2).Create();
        plan.Is(
            """
            1 leave container shop-db-1: it runs as it should
            2 leave container shop-web-1: it runs as it should
            3 leave container shop-web-2: it runs as it should
            """);
        Assert.True(plan.ChangesNothing);
    }

    [Fact]
    public void Only_what_changed_is_replaced() => Shop.HasNetwork("default").HasVolume("data").Has("db", edit: Outdated).Has("web", 1).Has("web", 2).Create().Is(
        """
        1 create container shop-db-1 as db1000000000_shop-db-1: its configuration changed
        2 stop container shop-db-1 (after 1): another takes its place
        3 remove container shop-db-1 (after 2): another takes its place
        4 rename container shop-db-1 to shop-db-1 (after 3): its name is free
        5 leave container shop-web-1: it runs as it should
        6 leave container shop-web-2: it runs as it should
        """);

    [Fact]
    public void Another_image_is_a_change() => Shop.HasNetwork("default").HasVolume("data")
        .Has("db", edit: container => Labelled(container, ComposeLabels.Image, "sha256:older")).Has("web", 1, "exited").Has("web", 2, "created").Create().Is(
            """
            1 create container shop-db-1 as db1000000000_shop-db-1: its image changed
            2 stop container shop-db-1 (after 1): another takes its place
            3 remove container shop-db-1 (after 2): another takes its place
            4 rename container shop-db-1 to shop-db-1 (after 3): its name is free
            """);

    [Fact]
    public void Who_wants_to_be_restarted_with_a_service_stops_before_it_is_replaced() => Shop
        .Service("web", service => service with
        {
            Networks = Default,
            DependsOn = new Dictionary<string, ServiceDependency> { ["db"] = new() { Condition = "service_started", Restart = true, Required = true } },
        })
        .HasNetwork("default").HasVolume("data").Has("db", edit: Outdated).Has("web").Create().Is(
            """
            1 stop container shop-web-1: service db, which it depends on, is replaced
            2 create container shop-db-1 as db1000000000_shop-db-1 (after 1): its configuration changed
            3 stop container shop-db-1 (after 2): another takes its place
            4 remove container shop-db-1 (after 3): another takes its place
            5 rename container shop-db-1 to shop-db-1 (after 4): its name is free
            """);

    [Fact]
    public void The_highest_numbers_go_when_fewer_are_wanted() => Shop.Service("web", service => service with { Networks = Default })
        .HasNetwork("default").HasVolume("data").Has("db").Has("web", 3).Has("web", 1).Has("web", 2).Create().Is(
            """
            1 leave container shop-db-1: it runs as it should
            2 stop container shop-web-2: service web has 3 containers, 1 wanted
            3 remove container shop-web-2 (after 2): service web has 3 containers, 1 wanted
            4 stop container shop-web-3: service web has 3 containers, 1 wanted
            5 remove container shop-web-3 (after 4): service web has 3 containers, 1 wanted
            6 leave container shop-web-1: it runs as it should
            """);

    [Fact]
    public void What_is_outdated_goes_first_when_fewer_are_wanted() => Shop.Service("web", service => service with { Networks = Default })
        .HasNetwork("default").HasVolume("data").Has("db").Has("web", 1, edit: Outdated).Has("web", 2).Create().Is(
            """
            1 leave container shop-db-1: it runs as it should
            2 stop container shop-web-1: service web has 2 containers, 1 wanted
            3 remove container shop-web-1 (after 2): service web has 2 containers, 1 wanted
            4 leave container shop-web-2: it runs as it should
            """);

    [Fact]
    public void Numbers_go_on_from_the_highest() => Shop.HasNetwork("default").HasVolume("data").Has("db").Has("web", 4).Create().Is(
        """
        1 leave container shop-db-1: it runs as it should
        2 leave container shop-web-4: it runs as it should
        3 create container shop-web-5: service web wants 2 containers
        """);

    [Fact]
    public void All_are_replaced_where_that_is_asked_for() => Shop.HasNetwork("default").HasVolume("data").Has("db").Has("web", 1).Has("web", 2)
        .Create(new CreateOptions { Services = ["db"], Recreate = Recreation.Always, Timeout = TimeSpan.FromSeconds(3) }).Is(
            """
            1 create container shop-db-1 as db1000000000_shop-db-1: it is to be replaced in any case
            2 stop container shop-db-1 within 3 s (after 1): another takes its place
            3 remove container shop-db-1 (after 2): another takes its place
            4 rename container shop-db-1 to shop-db-1 (after 3): its name is free
            5 leave container shop-web-1: it runs as it should
            6 leave container shop-web-2: it runs as it should
            """);

    [Fact]
    public void Nothing_is_replaced_where_that_is_ruled_out() => Shop.HasNetwork("default").HasVolume("data").Has("db", edit: Outdated).Has("web", 1).Has("web", 2)
        .Create(new CreateOptions { Recreate = Recreation.Never, RecreateDependencies = Recreation.Never }).Is(
            """
            1 leave container shop-db-1: it runs as it should
            2 leave container shop-web-1: it runs as it should
            3 leave container shop-web-2: it runs as it should
            """);

    [Fact]
    public void A_container_that_is_not_on_its_network_is_replaced() => new World().Network("default").Service("db", service => service with { Networks = Default })
        .HasNetwork("default").Has("db", edit: container => container with { Networks = [] }).Create().Is(
            """
            1 create container shop-db-1 as db1000000000_shop-db-1: it is not on network shop_default
            2 stop container shop-db-1 (after 1): another takes its place
            3 remove container shop-db-1 (after 2): another takes its place
            4 rename container shop-db-1 to shop-db-1 (after 3): its name is free
            """);

    [Fact]
    public void A_container_without_its_volume_is_replaced() => new World().Volume("data").Service("db", service => service with { Volumes = [Data] })
        .HasVolume("data").Has("db", edit: container => container with { Mounts = [] }).Create().Is(
            """
            1 create container shop-db-1 as db1000000000_shop-db-1: volume shop_data is not mounted in it
            2 stop container shop-db-1 (after 1): another takes its place
            3 remove container shop-db-1 (after 2): another takes its place
            4 rename container shop-db-1 to shop-db-1 (after 3): its name is free
            """);

    [Fact]
    public void A_container_keeps_the_volumes_of_the_one_it_replaces_unless_they_are_renewed()
    {
        var world = new World().Service("db").Has("db", edit: container => Outdated(container) with { Mounts = [new ObservedMount("volume", "anon", "/a", true)] });
        Assert.Single(Made(world.Create()).Inherited);
        Assert.Empty(Made(world.Create(new CreateOptions { KeepAnonymousVolumes = false })).Inherited);

        static ContainerOrder Made(ComposePlan plan) => plan.Steps.Select(step => step.Action).OfType<CreateContainer>().Single().Order;
    }

    [Fact]
    public void A_service_is_replaced_with_the_one_whose_network_it_uses() => new World().Service("db")
        .Service("side", service => service with { NetworkMode = "service:db", DependsOn = World.On(("db", "service_started")) })
        .Has("db", edit: Outdated).Has("side").Create().Is(
            """
            1 create container shop-db-1 as db1000000000_shop-db-1: its configuration changed
            2 stop container shop-db-1 (after 1): another takes its place
            3 remove container shop-db-1 (after 2): another takes its place
            4 rename container shop-db-1 to shop-db-1 (after 3): its name is free
            5 create container shop-side-1 as side10000000_shop-side-1 (after 4): a container it uses is replaced
            6 stop container shop-side-1 (after 5): another takes its place
            7 remove container shop-side-1 (after 6): another takes its place
            8 rename container shop-side-1 to shop-side-1 (after 7): its name is free
            """);

    [Fact]
    public void A_replacement_that_was_interrupted_is_brought_to_its_end() => new World().Service("db")
        .Has("db", edit: Outdated)
        .Has("db", edit: container => container with { Id = "new".PadRight(64, '0'), Name = "db1000000000_shop-db-1", State = "created" })
        .Create().Is(
            """
            1 stop container shop-db-1: service db has 2 containers, 1 wanted
            2 remove container shop-db-1 (after 1): service db has 2 containers, 1 wanted
            3 rename container db1000000000_shop-db-1 to shop-db-1 (after 2): an earlier replacement of service db was interrupted
            """);

    [Fact]
    public void Orphans_are_told_of_and_left_alone()
    {
        var plan = new World().Service("db").Has("db").HasStranger("old", "shop-old-1").HasStranger("db", "shop-db-run-1", oneOff: true).Create();
        Assert.Equal(
            ["Found orphan containers ([shop-old-1]) for this project. If you removed or renamed this service in your compose file, " +
             "you can run this command with the --remove-orphans flag to clean it up."],
            plan.Warnings);
        Assert.True(plan.ChangesNothing);
    }

    [Fact]
    public void Orphans_go_where_that_is_asked_for() => new World().Service("db").Has("db").HasStranger("old", "shop-old-1").HasStranger("db", "shop-db-run-1", "exited", oneOff: true)
        .Create(new CreateOptions { RemoveOrphans = true }).Is(
            """
            1 stop container shop-old-1: the file has no service old
            2 remove container shop-old-1 (after 1): the file has no service old
            3 stop container shop-db-run-1: a run left it
            4 remove container shop-db-run-1 (after 3): a run left it
            5 leave container shop-db-1: it runs as it should
            """);

    [Fact]
    public void A_service_with_a_name_of_its_own_cannot_have_two_containers()
    {
        var fault = Assert.Throws<GantryException>(() => new World().Service("db", service => service with { ContainerName = "mine", Scale = 2 }).Create());
        Assert.Equal(
            "WARNING: The \"db\" service is using the custom container name \"mine\". Docker requires each container to have a unique name. " +
            "Remove the custom name to scale the service",
            fault.Message);
    }

    [Fact]
    public void Services_that_depend_on_each_other_are_refused() => Assert.StartsWith("cycle found: ", Assert.Throws<GantryException>(() => new World()
        .Service("a", service => service with { DependsOn = World.On(("b", "service_started")) })
        .Service("b", service => service with { DependsOn = World.On(("a", "service_started")) }).Create()).Message, StringComparison.Ordinal);

    private static ObservedContainer Outdated(ObservedContainer container) => Labelled(container, ComposeLabels.ConfigHash, "older");

    private static ObservedContainer Labelled(ObservedContainer container, string name, string value) =>
        container with { Labels = new Dictionary<string, string>(container.Labels) { [name] = value } };
}
