using Gantry.Oci.Runtime;
using Gantry.Runtime.LaunchPlans.Compile;

using Process = Gantry.Oci.Runtime.Process;

namespace Gantry.Runtime.Tests.LaunchPlans;

public sealed class RootStepsTests
{
    /// <summary>A tree that is its host's peer would show the container's mounts there; one that is unbindable cannot be bound over itself.</summary>
    [Theory]
    [InlineData("shared", true)]
    [InlineData("rshared", true)]
    [InlineData("unbindable", true)]
    [InlineData("runbindable", true)]
    [InlineData("slave", false)]
    [InlineData("rprivate", false)]
    public void A_root_is_bound_on_a_mount_that_is_private_where_it_has_to_be(string propagation, bool becomesPrivate)
    {
        var spec = new RuntimeSpec
        {
            Root = new Root { Path = "/var/tmp" },
            Process = new Process { Args = ["/bin/true"], Cwd = "/" },
            Linux = new LinuxConfig { Namespaces = [new() { Type = "mount" }], RootfsPropagation = propagation },
        };
        var steps = PlanCompiler.Container(new PlanRequest { Id = "one", Spec = spec }).Child.Select(s => s.Failure?.Invoke(0).Message ?? "").ToList();
        var bind = steps.FindIndex(s => s.StartsWith("bind /var/tmp", StringComparison.Ordinal));
        Assert.True(bind > 0);
        Assert.Equal(becomesPrivate, steps[..bind].Exists(s => s.StartsWith("mount private", StringComparison.Ordinal)));
    }
}
