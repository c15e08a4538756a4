using Gantry.Compose.Model;
using Gantry.Compose.Plan.Start;
using Gantry.Oci.Errors;

namespace Gantry.Compose.Tests.Plan;

public sealed class StartPlannerTests
{
    [Fact]
    public void A_service_starts_when_those_it_depends_on_have() => new World()
        .Service("db").Service("cache")
        .Service("web", service => service with { DependsOn = World.On(("db", "service_started"), ("cache", "service_started")) })
        .Has("db", state: "created").Has("cache", state: "created").Has("web", 1, "created").Has("web", 2, "exited").Start().Is(
            """
            1 start container shop-cache-1: it does not run
            2 start container shop-db-1: it does not run
            3 start container shop-web-1 (after 1, 2): it does not run
            4 start container shop-web-2 (after 1, 2): it does not run
            """);

    [Fact]
    public void A_service_starts_when_those_it_depends_on_are_healthy_or_have_ended_well() => new World()
        .Service("db").Service("job")
        .Service("web", service => service with { DependsOn = World.On(("db", "service_healthy"), ("job", "service_completed_successfully")) })
        .Has("db", state: "created").Has("job", state: "created").Has("web", state: "created").Start().Is(
            """
            1 start container shop-db-1: it does not run
            2 start container shop-job-1: it does not run
            3 wait until shop-db-1 is healthy (after 1): service web depends on it
            4 wait until shop-job-1 has ended well (after 2): service web depends on it
            5 start container shop-web-1 (after 1, 2, 3, 4): it does not run
            """);

    [Fact]
    public void Health_is_waited_for_even_where_everything_runs() => new World()
        .Service("db").Service("web", service => service with { DependsOn = World.On(("db", "service_healthy")) })
        .Has("db").Has("web").Start().Is("1 wait until shop-db-1 is healthy: service web depends on it");

    [Fact]
    public void Containers_with_published_ports_start_one_after_the_other() => new World()
        .Service("web", service => service with { Scale = 2, Ports = [new ServicePort { Target = 80, Published = "8000-8010", Protocol = "tcp" }] })
        .Has("web", 1, "created").Has("web", 2, "created").Start().Is(
            """
            1 start container shop-web-1: it does not run
            2 start container shop-web-2 (after 1): it does not run
            """);

    [Fact]
    public void The_whole_project_is_waited_for_where_that_is_asked_for() => new World()
        .Service("job").Service("web", service => service with { DependsOn = World.On(("job", "service_completed_successfully")) })
        .Has("job", state: "exited").Has("web", state: "created").Start(new StartOptions { Wait = true }).Is(
            """
            1 start container shop-job-1: it does not run
            2 wait until shop-job-1 has ended well (after 1): service web depends on it
            3 start container shop-web-1 (after 1, 2): it does not run
            4 wait until shop-job-1 has ended well (after 1, 3): the whole project is waited for
            5 wait until shop-web-1 runs or is healthy (after 1, 3): the whole project is waited for
            """);

    [Fact]
    public void A_service_that_has_no_containers_by_intention_is_passed_over() => new World()
        .Service("db", service => service with { Scale = 0 })
        .Service("web", service => service with { DependsOn = World.On(("db", "service_healthy")) })
        .Has("web", state: "created").Start().Is("1 start container shop-web-1: it does not run");

    [Fact]
    public void A_service_without_containers_is_an_error() =>
        Assert.Equal("service \"db\" has no container to start", Assert.Throws<GantryException>(() => new World().Service("db").Start()).Message);

    [Fact]
    public void A_dependency_without_containers_is_an_error_if_it_is_required()
    {
        World Shop(bool required) => new World().Service("db", service => service with { Scale = 1 })
            .Service("web", service => service with
            {
                DependsOn = new Dictionary<string, ServiceDependency> { ["db"] = new() { Condition = "service_healthy", Required = required } },
            });
        var seen = Shop(true).Has("web").Seen;
        var web = Shop(true).Project.Services["web"];
        Assert.Equal(
            "web is missing dependency db", Assert.Throws<GantryException>(() => StartPlanner.PlanWait(Shop(true).Project, seen, web)).Message);
        Assert.Equal(["web is missing dependency db"], StartPlanner.PlanWait(Shop(false).Project, seen, Shop(false).Project.Services["web"]).Warnings);
    }

    [Fact]
    public void A_service_that_is_switched_off_but_required_is_an_error()
    {
        var world = new World().Service("web", service => service with { DependsOn = World.On(("db", "service_started")) }).Has("web");
        var project = world.Project with { DisabledServices = new Dictionary<string, Service> { ["db"] = new() { Name = "db", Profiles = ["debug"] } } };
        Assert.Equal(
            "service db is required by web but is disabled. Can be enabled by profiles [debug]",
            Assert.Throws<GantryException>(() => StartPlanner.Plan(project, world.Seen, new StartOptions())).Message);
    }
}
