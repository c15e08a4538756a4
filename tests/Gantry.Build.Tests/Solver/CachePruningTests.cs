using Gantry.Build.Solver;
using Gantry.Build.Solver.Cache;

namespace Gantry.Build.Tests.Solver;

public sealed class CachePruningTests
{
    private static readonly DateTimeOffset Now = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    private static readonly CachePart[] Parts =
    [
        Part("new", 1, new CacheRecord { Id = "", Size = 10 }),
        Part("old", 9, new CacheRecord { Id = "", Size = 20 }),
        Part("used", 99, new CacheRecord { Id = "", Size = 40, InUse = true }),
        Part("image", 50, new CacheRecord { Id = "", Size = 80, Shared = true }),
    ];

    [Fact]
    public void What_images_share_or_builds_use_stays() => Assert.Equal(["old", "new"], Plan(new PruneRequest()));

    [Fact]
    public void All_takes_what_images_share_too() => Assert.Equal(["image", "old", "new"], Plan(new PruneRequest { All = true }));

    [Fact]
    public void What_was_used_lately_stays() => Assert.Equal(["old"], Plan(new PruneRequest { KeepDuration = TimeSpan.FromHours(5) }));

    [Theory]
    [InlineData(150, 0, 0)]
    [InlineData(0, 140, 0, "old")]
    [InlineData(100, 50, 0, "old", "new")]
    [InlineData(145, 50, 0, "old")]
    [InlineData(0, 0, 1005, "old")]
    [InlineData(0, 0, 1025, "old", "new")]
    [InlineData(0, 0, 1000)]
    public void Limits_take_what_was_not_used_for_longest(long reserved, long most, long free, params string[] going) =>
        Assert.Equal(going, Plan(new PruneRequest { ReservedSpace = reserved, MaxUsedSpace = most, MinFreeSpace = free }));

    private static IEnumerable<string> Plan(PruneRequest request) => CachePruning.Plan(Parts, request, freeBytes: 1000, Now).Select(p => p.Record.Id);

    private static CachePart Part(string id, int hours, CacheRecord record) => new(record with { Id = id, Created = Now.AddDays(-30), LastUsed = Now.AddHours(-hours) }, null);
}
