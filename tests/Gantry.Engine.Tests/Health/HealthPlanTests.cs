using Gantry.Engine.Containers;
using Gantry.Engine.Health;

namespace Gantry.Engine.Tests.Health;

public sealed class HealthPlanTests
{
    private static readonly DateTimeOffset Start = DateTimeOffset.UnixEpoch;
    private static readonly HealthPlan Plan = new() { Command = ["true"], Interval = TimeSpan.FromSeconds(30), StartPeriod = TimeSpan.FromSeconds(10), StartInterval = TimeSpan.FromSeconds(1), Retries = 2 };

    [Fact]
    public void Failures_count_only_after_the_start_period_and_in_a_row()
    {
        var early = Plan.After(new HealthState(), Result(1, at: 5), Start);
        Assert.Equal((HealthStatus.Starting, 0), (early.Status, early.FailingStreak));
        var first = Plan.After(early, Result(1, at: 11), Start);
        Assert.Equal((HealthStatus.Starting, 1), (first.Status, first.FailingStreak));
        var second = Plan.After(first, Result(1, at: 12), Start);
        Assert.Equal((HealthStatus.Unhealthy, 2), (second.Status, second.FailingStreak));
        var well = Plan.After(second, Result(0, at: 13), Start);
        Assert.Equal((HealthStatus.Healthy, 0), (well.Status, well.FailingStreak));
    }

    [Fact]
    public void Once_healthy_failures_count_in_the_start_period_too()
    {
        var well = Plan.After(new HealthState(), Result(0, at: 1), Start);
        Assert.Equal(1, Plan.After(well, Result(1, at: 2), Start).FailingStreak);
    }

    [Fact]
    public void Five_results_are_kept()
    {
        var health = new HealthState();
        for (var i = 0; i < 7; i++) health = Plan.After(health, Result(0, at: i), Start);
        Assert.Equal([2, 3, 4, 5, 6], health.Log.Select(r => (int)(r.Start - Start).TotalSeconds));
    }

    [Fact]
    public void The_next_check_comes_sooner_in_the_start_period()
    {
        var state = new ContainerState { StartedAt = Start, Health = new HealthState() };
        Assert.Equal(TimeSpan.FromSeconds(1), Plan.Next(state, Start.AddSeconds(9)));
        Assert.Equal(TimeSpan.FromSeconds(30), Plan.Next(state, Start.AddSeconds(10)));
        Assert.Equal(TimeSpan.FromSeconds(30), Plan.Next(state with { Health = new HealthState { Status = HealthStatus.Healthy } }, Start));
    }

    [Theory]
    [InlineData(500, "500ms")]
    [InlineData(1000, "1s")]
    [InlineData(1500, "1.5s")]
    [InlineData(90_000, "1m30s")]
    [InlineData(3_600_000, "1h0m0s")]
    public void Durations_are_written_as_go_writes_them(int milliseconds, string text) =>
        Assert.Equal(text, HealthOutput.Duration(TimeSpan.FromMilliseconds(milliseconds)));

    private static HealthResult Result(int code, int at) => new(Start.AddSeconds(at), Start.AddSeconds(at), code, "");
}
