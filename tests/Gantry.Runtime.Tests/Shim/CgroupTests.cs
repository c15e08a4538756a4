using Gantry.Linux.Cgroups;
using Gantry.Runtime.Tests.Fixtures;

namespace Gantry.Runtime.Tests.Shim;

public sealed class CgroupTests
{
    [Fact]
    public async Task A_container_is_born_into_its_group_in_every_hierarchy()
    {
        var path = $"/gantry-test-kernel-{Guid.NewGuid():n}/box";
        var cgroup = Cgroup.Create(path, null);
        try
        {
            await using var box = new Box();
            var request = box.Request("cat", "/proc/self/cgroup") with { CgroupProcsFiles = cgroup.ProcsFiles, CgroupV2Directory = cgroup.UnifiedDirectory };
            var lines = (await box.RunAsync(request)).Output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(CgroupLayout.Legacy.Count + 1, lines.Length);
            Assert.All(lines, line => Assert.EndsWith(":" + path, line, StringComparison.Ordinal));
        }
        finally
        {
            Assert.True(Cgroup.Open(Path.GetDirectoryName(path)!).Remove());
        }
    }
}
