using Gantry.Oci.Runtime;
using Gantry.Runtime.LaunchPlans.Compile;

using Process = Gantry.Oci.Runtime.Process;

namespace Gantry.Runtime.Tests.LaunchPlans;

public sealed class AppArmorStepsTests
{
    private static readonly RuntimeSpec Spec = new()
    {
        Root = new Root { Path = "/var/tmp" },
        Process = new Process { Args = ["/bin/true"], Cwd = "/", ApparmorProfile = "docker-default" },
        Linux = new LinuxConfig { Namespaces = [new() { Type = "mount" }] },
    };

    private static readonly PlanRequest Request = new() { Id = "one", Spec = Spec };

    /// <summary>CVE-2019-16884: what lies at /proc in the container is the image's to choose, so the profile is named before that is the root.</summary>
    [Fact]
    public void The_profile_is_named_while_proc_is_the_hosts()
    {
        AssertNamedBefore(PlanCompiler.Container(Request).ToString(), "pivot_root(");
        AssertNamedBefore(PlanCompiler.Exec(Request, Environment.ProcessId).ToString(), "close_range(");
    }

    private static void AssertNamedBefore(string plan, string later)
    {
        var named = plan.IndexOf("\"exec docker-default\"", StringComparison.Ordinal);
        Assert.True(named > 0 && named < plan.IndexOf(later, StringComparison.Ordinal), plan);
    }
}
