using Gantry.Linux.Cgroups;

namespace Gantry.Linux.Tests.Cgroups;

public sealed class BlockUsageTests
{
    [Fact]
    public void Version_1_has_a_line_an_operation_and_a_sum_that_is_left_out() =>
        Assert.Equal(
            [new BlockUsage(8, 0, "Read", 4096), new BlockUsage(8, 16, "Write", 1)],
            CgroupMeter.ParseLegacyBlocks("8:0 Read 4096\n8:16 Write 1\nTotal 4097"));

    [Fact]
    public void Version_2_has_a_line_a_device() =>
        Assert.Equal(
            [new BlockUsage(8, 0, "read", 4096), new BlockUsage(8, 0, "write", 7)],
            CgroupMeter.ParseUnifiedBlocks("8:0 rbytes=4096 wbytes=7 rios=1 wios=1 dbytes=0 dios=0\n7:0 "));
}
