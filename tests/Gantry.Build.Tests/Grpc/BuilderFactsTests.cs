using Gantry.Build.Grpc;
using Gantry.Build.Grpc.Conversion;
using Gantry.Build.Solver;

namespace Gantry.Build.Tests.Grpc;

public sealed class BuilderFactsTests
{
    [Theory]
    [InlineData("", 1)]
    [InlineData("flags\t\t: fpu cx16 lahf_lm popcnt sse4_1 sse4_2 ssse3", 2)]
    [InlineData("flags\t\t: avx512bw avx512cd avx512dq avx512f avx512vl", 1)]
    public void A_processor_has_the_levels_up_to_the_first_it_lacks(string flags, int count) =>
        Assert.Equal(count, HostPlatforms.Of(["processor\t: 0", flags], has32: false).Count);

    [Fact]
    public void A_kernel_may_run_32_bit_programs_too() => Assert.Equal(["amd64", "386"], HostPlatforms.Of([""], has32: true).Select(p => p.Architecture));

    [Fact]
    public void What_is_said_of_one_field_is_one_filter()
    {
        PruneRequest rule = new() { Filters = ["type==a", "type==b", "unused-for==1h"] };
        Assert.Equal(["type==a,type==b", "unused-for==1h"], Workers.Record(new BuilderFacts("default", () => "", [], [rule])).GCPolicy[0].Filters);
    }

    [Fact]
    public void The_cache_of_a_disk_of_252_gibibytes_is_cleaned_as_Docker_does()
    {
        var rules = new CacheSettings().RulesFor(270_553_174_016);
        Assert.Equal([26_000_000_000, 26_000_000_000, 26_000_000_000], rules.Skip(1).Select(r => r.ReservedSpace));
        Assert.Equal([202_000_000_000, 202_000_000_000, 202_000_000_000], rules.Skip(1).Select(r => r.MaxUsedSpace));
        Assert.Equal([51_000_000_000, 51_000_000_000, 51_000_000_000], rules.Skip(1).Select(r => r.MinFreeSpace));
        Assert.InRange(rules[0].MaxUsedSpace, 3_590_000_000, 3_595_000_000);
        Assert.Equal([false, false, false, true], rules.Select(r => r.All));
    }
}
