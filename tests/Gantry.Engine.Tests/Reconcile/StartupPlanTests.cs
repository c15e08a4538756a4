using Gantry.Engine.Containers;
using Gantry.Engine.Reconcile;
using Gantry.Engine.Tests.Containers;

namespace Gantry.Engine.Tests.Reconcile;

public sealed class StartupPlanTests
{
    [Fact]
    public void Each_container_and_each_leftover_gets_the_step_its_traces_call_for()
    {
        Container[] containers =
        [
            Samples.Make('a', ContainerStatus.Running),
            Samples.Make('b', ContainerStatus.Running),
            Samples.Make('c', ContainerStatus.Running),
            Samples.Make('d', ContainerStatus.Created),
            Samples.Make('e', ContainerStatus.Created),
            Samples.Make('f', ContainerStatus.Exited, "always"),
            Samples.Make('0', ContainerStatus.Exited, "unless-stopped", stoppedByUser: true),
            Samples.Make('1', ContainerStatus.Exited, "on-failure"),
        ];
        var plan = StartupPlan.Make(
            containers,
            id => id[0] switch { 'a' or 'd' => FoundRun.Live, 'b' => FoundRun.Ended, _ => FoundRun.Nothing },
            [new string('a', 64), new string('9', 64), new string('1', 64), new string('f', 64)],
            [new string('a', 64), new string('9', 64), new string('8', 64)]);
        Assert.Equal(
            """
            Clear 111111111111: an interrupted start or end left something
            Adopt aaaaaaaaaaaa: its shim lives
            RecordExit bbbbbbbbbbbb: it ended while no daemon ran
            RecordLoss cccccccccccc: its process is gone
            Adopt dddddddddddd: its shim lives
            Clear ffffffffffff: an interrupted start or end left something
            Start ffffffffffff: its policy is always
            RemoveLeftover 888888888888: no container has this id
            RemoveLeftover 999999999999: no container has this id
            """,
            string.Join('\n', plan));
    }

    [Fact]
    public void A_host_without_containers_or_traces_needs_nothing() =>
        Assert.Empty(StartupPlan.Make([], _ => FoundRun.Nothing, [], []));
}
