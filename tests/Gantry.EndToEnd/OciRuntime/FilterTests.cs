using System.Text.Json.Nodes;

namespace Gantry.EndToEnd.OciRuntime;

/// <summary>Filters of system calls that are in force while the container is still being made.</summary>
public sealed class FilterTests
{
    /// <summary>Lists of allowed calls may be older than the calls: the validation suite's own is from 2016.</summary>
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_container_begins_under_a_filter_that_knows_no_newer_calls(bool waits)
    {
        await using var bundle = await Bundle.Make("/bin/true");
        bundle.Process["noNewPrivileges"] = false;
        bundle.Linux["seccomp"] = new JsonObject
        {
            ["defaultAction"] = "SCMP_ACT_ALLOW",
            ["syscalls"] = new JsonArray(new JsonObject { ["names"] = Bundle.List("statx", "faccessat2", "close_range", "openat2", "clone3", "pidfd_open"), ["action"] = "SCMP_ACT_ERRNO" }),
        };
        if (!waits)
        {
            (await bundle.Run("run", "one")).Prints("");
            return;
        }

        (await bundle.Leave("create", "one")).Prints("");
        (await bundle.Run("start", "one")).Prints("");
        await Harness.Deadline.Until(async () => await bundle.Status("one") is var status and not "stopped" ? status : null);
        (await bundle.Run("delete", "one")).Prints("");
    }

    [Fact]
    public async Task A_program_that_nobody_may_execute_is_refused_under_it()
    {
        await using var bundle = await Bundle.Make("/etc/passwd");
        bundle.Process["noNewPrivileges"] = false;
        bundle.Linux["seccomp"] = new JsonObject
        {
            ["defaultAction"] = "SCMP_ACT_ALLOW",
            ["syscalls"] = new JsonArray(new JsonObject { ["names"] = Bundle.List("faccessat2"), ["action"] = "SCMP_ACT_ERRNO" }),
        };
        (await bundle.Run("run", "one")).Refuses("exec: \"/etc/passwd\": permission denied");
    }
}
