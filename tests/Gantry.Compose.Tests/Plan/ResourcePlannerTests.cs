using Gantry.Compose.Model;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan.Create;
using Gantry.Oci.Errors;

namespace Gantry.Compose.Tests.Plan;

public sealed class ResourcePlannerTests
{
    private static Dictionary<string, ServiceNetwork?> Default => new() { ["default"] = null };

    [Fact]
    public void A_network_that_changed_is_made_anew_and_who_is_on_it_comes_back() => new World().Network("default")
        .Service("db", service => service with { Networks = Default }).Service("off")
        .HasNetwork("default", hash: "older").Has("db").Has("off").Create().Is(
            """
            1 stop container shop-db-1: network shop_default is replaced
            2 disconnect container shop-db-1 from network shop_default (after 1): network shop_default is replaced
            3 remove network shop_default (after 2): its configuration changed
            4 create network shop_default (after 3): its configuration changed
            5 connect container shop-db-1 to network shop_default (after 4): it was on it before
            6 create container shop-db-1 as db1000000000_shop-db-1 (after 5): it is not on network shop_default
            7 stop container shop-db-1 (after 6): another takes its place
            8 remove container shop-db-1 (after 7): another takes its place
            9 rename container shop-db-1 to shop-db-1 (after 8): its name is free
            10 leave container shop-off-1: it runs as it should
            """);

    [Fact]
    public void A_network_of_somebody_else_is_used_with_a_warning()
    {
        var plan = new World().Network("default").Service("db", service => service with { Networks = Default })
            .HasNetwork("shop_default", new Dictionary<string, string> { [ComposeLabels.Project] = "other", [ComposeLabels.Network] = "default" }).Create();
        Assert.Equal(
            ["a network with name shop_default exists but was not created for project \"shop\".\nSet `external: true` to use an existing network"], plan.Warnings);
        plan.Is("1 create container shop-db-1: it does not exist");
    }

    [Fact]
    public void A_network_of_another_name_in_the_file_is_refused() => Refuses(
        new World().Network("default").HasNetwork("shop_default", new Dictionary<string, string> { [ComposeLabels.Project] = "shop", [ComposeLabels.Network] = "front" }),
        "network shop_default was found but has incorrect label com.docker.compose.network set to \"front\" (expected: \"default\")");

    [Fact]
    public void An_external_network_must_be_there() => Refuses(
        new World().Network("theirs", network => network with { Name = "theirs", External = true }), "network theirs declared as external, but could not be found");

    [Fact]
    public void An_external_network_must_be_one() => Refuses(
        new World().Network("theirs", network => network with { Name = "theirs", External = true }).HasNetwork("theirs", []).HasNetwork("theirs", []),
        "multiple networks with name \"theirs\" were found. Use network ID as `name` to avoid ambiguity");

    [Fact]
    public void An_external_volume_must_be_there() => Refuses(
        new World().Volume("theirs", volume => volume with { Name = "theirs", External = true }), "external volume \"theirs\" not found");

    [Fact]
    public void A_volume_that_changed_stays_unless_its_content_may_be_lost()
    {
        var world = new World().Volume("data")
            .Service("db", service => service with { Volumes = [new ServiceVolume { Type = "volume", Source = "data", Target = "/data" }] })
            .HasVolume("data", hash: "older").Has("db");
        Assert.Equal(["data"], VolumePlanner.Changed(world.Project, world.Seen));
        world.Create().Is("1 leave container shop-db-1: it runs as it should");
        world.Create(new CreateOptions { ExpendableVolumes = new HashSet<string> { "data" } }).Is(
            """
            1 stop container shop-db-1: volume shop_data is replaced
            2 remove container shop-db-1 (after 1): volume shop_data is replaced
            3 remove volume shop_data (after 2): its configuration changed
            4 create volume shop_data (after 3): its configuration changed
            5 create container shop-db-1 (after 4): it does not exist
            """);
    }

    [Fact]
    public void A_volume_of_somebody_else_is_used_with_a_warning() => Assert.Equal(
        ["volume \"shop_data\" already exists but was not created by Docker Compose. Use `external: true` to use an existing volume"],
        new World().Volume("data").HasVolume("shop_data", []).Create().Warnings);

    private static void Refuses(World world, string message) => Assert.Equal(message, Assert.Throws<GantryException>(() => world.Create()).Message);
}
