using Gantry.Oci.Runtime;

namespace Gantry.Runtime.LaunchPlans.Compile;

/// <summary>The AppArmor profile under which a process's program runs (apparmor(7)).</summary>
internal static class AppArmorSteps
{
    private const string Own = "/proc/self/attr/apparmor/exec";
    private const string Shared = "/proc/self/attr/exec";

    /// <summary>Whether this kernel has it and it is switched on.</summary>
    public static bool IsEnabled => IsOn.Value;

    private static readonly Lazy<bool> IsOn = new(() =>
        File.Exists("/sys/module/apparmor/parameters/enabled") && File.ReadAllText("/sys/module/apparmor/parameters/enabled").StartsWith('Y'));

    /// <summary>Names the profile for the next program. This must be while /proc is the host's: a container's image may have laid anything in its place
    /// (CVE-2019-16884).</summary>
    public static void Add(StepList steps, Process process)
    {
        if (process.ApparmorProfile is not { Length: > 0 } profile || (profile == "unconfined" && !IsEnabled))
            return;
        steps.Write($"unable to apply apparmor profile: apparmor failed to apply profile {profile}", File.Exists(Own) ? Own : Shared, $"exec {profile}");
    }
}
