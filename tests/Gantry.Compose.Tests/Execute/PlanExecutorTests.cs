using Gantry.Compose.Execute;
using Gantry.Compose.Model;
using Gantry.Compose.Plan;
using Gantry.Oci.Errors;

namespace Gantry.Compose.Tests.Execute;

public sealed class PlanExecutorTests : IProgressSink
{
    private readonly RecordingEngine engine = new();
    private readonly List<string> told = [];
    private readonly List<string> warnings = [];

    private string[] Told
    {
        get { lock (told) return [.. told]; }
    }

    void IProgressSink.Report(ProgressEvent happened)
    {
        lock (told)
            told.Add($"{happened.Subject} {happened.Text} {happened.StatusText}".Trim());
    }

    void IProgressSink.Remark(string text) => told.Add(text);

    [Fact]
    public async Task Steps_come_after_those_they_wait_for()
    {
        await Run(
            Step(1, new CreateVolume(new VolumeOrder("v", "", null, new Dictionary<string, string>())), new StepReport("Volume v", "Creating", "Created")),
            Step(2, new CreateContainer(Order("a")), new StepReport("Container a", "Creating", "Created"), 1),
            Step(3, new StartContainer(new ContainerRef("a", null)), new StepReport("Container a", "Starting", "Started"), 2));
        Assert.Equal(["create volume v", "create a", "start id-of-a"], engine.Calls);
        Assert.Equal(
            ["Volume v  Creating", "Volume v  Created", "Container a  Creating", "Container a  Created", "Container a  Starting", "Container a  Started"], Told);
    }

    [Fact]
    public async Task Steps_that_wait_for_nobody_run_at_the_same_time()
    {
        var both = new TaskCompletionSource();
        engine.Delays["start 1"] = both.Task;
        var running = Run(Step(1, new StartContainer(new ContainerRef("a", "1"))), Step(2, new StartContainer(new ContainerRef("b", "2"))));
        Assert.Equal(["start 1", "start 2"], engine.Calls);
        both.SetResult();
        await running;
    }

    [Fact]
    public async Task No_more_steps_than_the_limit_run_at_the_same_time()
    {
        var first = new TaskCompletionSource();
        engine.Delays["start 1"] = first.Task;
        var plan = new ComposePlan([Step(1, new StartContainer(new ContainerRef("a", "1"))), Step(2, new StartContainer(new ContainerRef("b", "2")))]);
        var running = new PlanExecutor(engine, this) { Limit = 1 }.RunAsync(plan, "shop", CancellationToken.None);
        Assert.Equal(["start 1"], engine.Calls);
        first.SetResult();
        await running;
        Assert.Equal(["start 1", "start 2"], engine.Calls);
    }

    [Fact]
    public async Task After_a_failure_nothing_further_begins_and_what_is_under_way_ends()
    {
        var slow = new TaskCompletionSource();
        engine.Delays["start 2"] = slow.Task;
        engine.Failures["start 1"] = ErrorKind.Conflict;
        var running = Run(
            Step(1, new StartContainer(new ContainerRef("b", "2")), new StepReport("Container b", null, "Started")), Step(2, new StartContainer(new ContainerRef("a", "1"))),
            Step(3, new StartContainer(new ContainerRef("c", "3")), null, 1));
        slow.SetResult();
        var fault = await Assert.ThrowsAsync<GantryException>(() => running);
        Assert.Equal("Error response from daemon: cannot start 1", fault.Message);
        Assert.Equal(["start 2", "start 1"], engine.Calls);
        Assert.Equal(["Container b  Started"], Told);
    }

    [Fact]
    public async Task Files_come_before_the_start_and_hooks_after_it()
    {
        await Run(Step(1, new StartContainer(new ContainerRef("a", "1"))
        {
            Files = [new InjectedFile("/etc/conf", "x", 0x124, 0, 0, false)],
            Hooks = [Hook("first"), Hook("second")],
        }));
        Assert.Equal(["write 1 /etc/conf", "start 1", "hook 1 first", "hook 1 second"], engine.Calls);
    }

    [Fact]
    public async Task A_hook_that_fails_is_a_failure()
    {
        engine.HookCodes["first"] = 3;
        var fault = await Assert.ThrowsAsync<GantryException>(() => Run(Step(1, new StartContainer(new ContainerRef("a", "1")) { Hooks = [Hook("first"), Hook("second")] })));
        Assert.Equal("web hook exited with status 3", fault.Message);
        Assert.Equal(["start 1", "hook 1 first"], engine.Calls);
    }

    [Fact]
    public async Task A_container_that_is_gone_already_is_removed()
    {
        engine.Failures["stop 1"] = ErrorKind.NotFound;
        engine.Failures["remove 1"] = ErrorKind.NotFound;
        await Run(
            Step(1, new StopContainer(new ContainerRef("a", "1"), null) { GoneIsFine = true }, new StepReport("Container a", "Stopping", "Stopped")),
            Step(2, new RemoveContainer(new ContainerRef("a", "1"), true, false) { GoneIsFine = true }, new StepReport("Container a", "Removing", "Removed"), 1));
        Assert.Equal("Container a  Removed", Told[^1]);
    }

    [Fact]
    public async Task A_replacement_that_a_killed_command_left_makes_room()
    {
        engine.FirstFailures["create old_a"] = ErrorKind.Conflict;
        await Run(Step(1, new CreateContainer(Order("old_a") with { Replaces = "web-1" })));
        Assert.Equal(["create old_a", "remove old_a", "create old_a"], engine.Calls);
    }

    [Fact]
    public async Task A_name_that_somebody_else_has_is_a_failure()
    {
        engine.Failures["create a"] = ErrorKind.Conflict;
        await Assert.ThrowsAsync<GantryException>(() => Run(Step(1, new CreateContainer(Order("a")))));
        Assert.Equal(["create a"], engine.Calls);
    }

    [Fact]
    public async Task A_network_that_is_in_use_stays()
    {
        engine.NetworkUsers = 1;
        await Run(Step(1, new RemoveNetwork("n", "id", InUseIsFine: true), new StepReport("Network n", "Removing", "Removed")));
        Assert.Equal(["Network n  Removing", "Network n  Resource is still in use"], Told);
        Assert.Empty(engine.Calls);
    }

    [Fact]
    public async Task A_volume_that_is_in_use_stays()
    {
        engine.Failures["remove volume v"] = ErrorKind.Conflict;
        await Run(Step(1, new RemoveVolume("v", InUseIsFine: true), new StepReport("Volume v", "Removing", "Removed")));
        Assert.Equal(["Volume v  Removing", "Volume v  Resource is still in use"], Told);
    }

    [Fact]
    public async Task Health_is_waited_for_event_by_event()
    {
        engine.Conditions["1"] = new ContainerCondition("a", "running", 0, "starting", true);
        var running = Run(Await(AwaitedCondition.Healthy));
        engine.Happens("2", "health_status: healthy");
        engine.Happens("1", "exec_create");
        Assert.False(running.IsCompleted);
        engine.Conditions["1"] = engine.Conditions["1"] with { Health = "healthy" };
        engine.Happens("1", "health_status: healthy");
        await running;
        Assert.Equal(["Container a  Waiting", "Container a  Healthy"], Told);
    }

    [Theory]
    [InlineData("unhealthy", "running", "dependency failed to start: container a is unhealthy")]
    [InlineData("starting", "exited", "dependency failed to start: container a exited (4)")]
    [InlineData(null, "running", "dependency failed to start: container a has no healthcheck configured")]
    public async Task What_will_not_become_healthy_is_a_failure(string? health, string state, string message)
    {
        engine.Conditions["1"] = new ContainerCondition("a", state, 4, health, Checked: health is not null);
        var fault = await Assert.ThrowsAsync<GantryException>(() => Run(Await(AwaitedCondition.Healthy)));
        Assert.Equal(message, fault.Message);
        Assert.Equal(["Container a  Waiting", "Container a  Error"], Told);
    }

    [Fact]
    public async Task What_will_not_become_healthy_is_passed_over_where_it_is_not_required()
    {
        engine.Conditions["1"] = new ContainerCondition("a", "running", 0, "unhealthy", true);
        await Run(Await(AwaitedCondition.Healthy, required: false));
        Assert.Equal(["Container a  Waiting", "Container a  Skipped: optional dependency \"db\" failed to start"], Told);
        Assert.Equal(["optional dependency \"db\" failed to start: container a is unhealthy"], warnings);
    }

    [Fact]
    public async Task A_container_without_a_health_check_need_only_run()
    {
        engine.Conditions["1"] = new ContainerCondition("a", "running", 0, null, Checked: false);
        await Run(Await(AwaitedCondition.RunningOrHealthy));
        Assert.Equal("Container a  Healthy", Told[^1]);
    }

    [Fact]
    public async Task An_end_without_success_is_a_failure_of_who_waits_for_it()
    {
        engine.Conditions["1"] = new ContainerCondition("a", "exited", 2, null, false);
        var fault = await Assert.ThrowsAsync<GantryException>(() => Run(Await(AwaitedCondition.Completed)));
        Assert.Equal("service \"db\" didn't complete successfully: exit 2", fault.Message);
    }

    [Fact]
    public async Task An_image_that_can_be_built_need_not_be_found()
    {
        engine.Failures["pull x"] = ErrorKind.NotFound;
        await Run(Step(1, new PullImage(new PullOrder("web", "x", "", false) { CanBeBuilt = true })));
        Assert.Equal(["web Pulling", "web Warning cannot pull x"], Told);
        await Assert.ThrowsAsync<GantryException>(() => Run(Step(1, new PullImage(new PullOrder("web", "x", "", false)))));
        Assert.Equal("web Error cannot pull x", Told[^1]);
    }

    [Fact]
    public async Task A_plan_that_is_given_up_ends_its_waits()
    {
        engine.Conditions["1"] = new ContainerCondition("a", "running", 0, "starting", true);
        using var giveUp = new CancellationTokenSource();
        var running = new PlanExecutor(engine, this).RunAsync(new ComposePlan([Await(AwaitedCondition.Healthy)]), "shop", giveUp.Token);
        await giveUp.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => running);
    }

    private Task Run(params PlannedStep[] steps) => new PlanExecutor(engine, this) { Warn = warnings.Add }.RunAsync(new ComposePlan(steps), "shop", CancellationToken.None);

    private static PlannedStep Step(int number, PlanAction action, StepReport? report = null, params int[] after) => new(number, action, "a test wants it", after) { Report = report };

    private static PlannedStep Await(AwaitedCondition condition, bool required = true) =>
        Step(1, new AwaitContainers("db", [new ContainerRef("a", "1")], condition, required));

    private static HookOrder Hook(string command) => new("web", [command], "", false, "", []);

    private static ContainerOrder Order(string name) => new()
    {
        Project = new Project { Name = "shop" },
        Service = new Service { Name = "web" },
        Name = name,
        FinalName = name,
    };
}
