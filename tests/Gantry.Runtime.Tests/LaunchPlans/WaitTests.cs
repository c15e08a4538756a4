using Gantry.Oci.Runtime;
using Gantry.Runtime.LaunchPlans.Compile;

using Process = Gantry.Oci.Runtime.Process;

namespace Gantry.Runtime.Tests.LaunchPlans;

public sealed class WaitTests
{
    /// <summary>Whoever hears that a container waits may signal it at once; its first process would never see a signal it has not blocked before.</summary>
    [Fact]
    public void Signals_are_kept_before_it_is_told_that_the_process_waits()
    {
        var spec = new RuntimeSpec
        {
            Root = new Root { Path = "/var/tmp" },
            Process = new Process { Args = ["/bin/true"], Cwd = "/" },
            Linux = new LinuxConfig { Namespaces = [new() { Type = "pid" }, new() { Type = "mount" }] },
        };
        var plan = PlanCompiler.Container(new PlanRequest { Id = "one", Spec = spec, Waits = true }).ToString();
        var blocked = plan.IndexOf("rt_sigprocmask(0,", StringComparison.Ordinal);
        Assert.True(blocked > 0 && blocked < plan.IndexOf("pass(", StringComparison.Ordinal), plan);
    }
}
