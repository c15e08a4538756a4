using Gantry.Engine.Containers;
using Gantry.Engine.Restart;
using Gantry.Engine.Tests.Containers;

namespace Gantry.Engine.Tests.Restart;

public sealed class RestartDecisionTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;

    [Theory]
    [InlineData("no", 1, false, false)]
    [InlineData("always", 0, false, true)]
    [InlineData("always", 0, true, false)]
    [InlineData("unless-stopped", 0, false, true)]
    [InlineData("on-failure", 0, false, false)]
    [InlineData("on-failure", 3, false, true)]
    public void The_policy_and_the_user_decide(string policy, int code, bool stopped, bool expected) =>
        Assert.Equal(expected, RestartDecision.Of(Samples.Make('a', ContainerStatus.Running, policy), code, Start, stopped).Restart);

    [Fact]
    public void The_delay_doubles_up_to_a_minute_and_starts_again_after_a_long_run()
    {
        var container = Samples.Make('a', ContainerStatus.Running, "always");
        TimeSpan Delay(int count, int ranSeconds)
        {
            var running = container with { RestartCount = count, State = container.State with { StartedAt = Start } };
            return RestartDecision.Of(running, 1, Start.AddSeconds(ranSeconds), stopRequested: false).Delay;
        }

        Assert.Equal(TimeSpan.FromMilliseconds(100), Delay(0, 0));
        Assert.Equal(TimeSpan.FromMilliseconds(800), Delay(3, 0));
        Assert.Equal(TimeSpan.FromMinutes(1), Delay(40, 0));
        Assert.Equal(TimeSpan.FromMilliseconds(100), Delay(40, 10));
    }

    [Fact]
    public void On_failure_gives_up_after_its_count()
    {
        var container = Samples.Make('a', ContainerStatus.Running) with
        {
            HostConfig = new HostConfig { RestartPolicy = new RestartPolicy { Name = "on-failure", MaximumRetryCount = 2 } },
            RestartCount = 2,
        };
        Assert.False(RestartDecision.Of(container, 1, Start, stopRequested: false).Restart);
    }
}
