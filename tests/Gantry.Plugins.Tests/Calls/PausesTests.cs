using Gantry.Plugins.Calls;
using Gantry.Plugins.Tests.Support;

namespace Gantry.Plugins.Tests.Calls;

public sealed class PausesTests
{
    [Fact]
    public void Pauses_double_until_half_a_minute_is_used_up()
    {
        var clock = new Clock();
        var pauses = new Pauses(clock);
        var seconds = new List<double>();
        while (pauses.Next() is { } pause)
        {
            seconds.Add(pause.TotalSeconds);
            clock.Advance(pause);
        }

        Assert.Equal([1, 2, 4, 8], seconds);
    }

    [Fact]
    public void A_slow_failure_counts_as_time() =>
        Assert.Null(After(TimeSpan.FromSeconds(29)).Next());

    private static Pauses After(TimeSpan time)
    {
        var clock = new Clock();
        var pauses = new Pauses(clock);
        clock.Advance(time);
        return pauses;
    }
}
