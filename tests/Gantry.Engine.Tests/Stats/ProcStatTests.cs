using Gantry.Engine.Stats;

namespace Gantry.Engine.Tests.Stats;

public sealed class ProcStatTests
{
    [Fact]
    public void Cpu_time_is_the_sum_without_guests_and_cpus_are_counted()
    {
        string[] lines = ["cpu  1 2 3 4 5 6 7 8 100 100", "cpu0 1 1 1 1 1 1 1 1 0 0", "cpu1 0 0 0 0 0 0 0 0 0 0", "intr 5 cpu9"];
        Assert.Equal((360_000_000UL, 2), ProcStat.Cpu(lines));
    }

    [Fact]
    public void Interfaces_are_read_without_the_loopback()
    {
        string[] lines =
        [
            "Inter-|   Receive                                                |  Transmit",
            " face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls carrier compressed",
            "    lo:     100       1    0    0    0     0          0         0      100       1    0    0    0     0       0          0",
            "  eth0:     486       5    1    2    0     0          0         0       84       2    3    4    0     0       0          0",
        ];
        var (name, usage) = Assert.Single(ProcStat.Interfaces(lines));
        Assert.Equal(("eth0", new Traffic(486, 5, 1, 2), new Traffic(84, 2, 3, 4)), (name, usage.Received, usage.Sent));
    }
}
