using System.Text.Json.Nodes;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.OciRuntime;

/// <summary>Ways out of containers that runtimes have had, each by its number.</summary>
public sealed class EscapeTests
{
    /// <summary>CVE-2019-5736: a program that is a link to /proc/self/exe gets the runtime itself, and writes to it.</summary>
    [Fact]
    public async Task Cve_2019_5736_the_runtimes_executable_cannot_be_written_to()
    {
        await using var bundle = await Bundle.Make("/evil.sh");
        await File.WriteAllTextAsync(Path.Combine(bundle.Root, "evil.sh"), "#!/proc/self/exe\n");
        Host.Run("/bin/chmod", "755", Path.Combine(bundle.Root, "evil.sh"));
        var before = Hash();
        await bundle.Run("run", "one");

        // While the runtime waits inside a container, a process there that may do anything opens what it runs from.
        bundle.Runs("sleep", "1000");
        bundle.Linux["namespaces"] = new JsonArray([.. bundle.Linux["namespaces"]!.AsArray().Where(n => (string)n!["type"]! != "pid").Select(n => n!.DeepClone())]);
        (await bundle.Leave("create", "two")).Ok();
        var pid = (int)(await bundle.StateOf("two"))["pid"]!;
        var error = Assert.ThrowsAny<Exception>(() => File.OpenHandle($"/proc/{pid}/exe", FileMode.Open, FileAccess.Write));
        Assert.True(error is IOException or UnauthorizedAccessException, error.ToString());
        var refusal = Assert.Throws<IOException>(() => File.SetUnixFileMode($"/proc/{pid}/exe", File.GetUnixFileMode($"/proc/{pid}/exe")));
        Assert.StartsWith("Read-only file system", refusal.Message, StringComparison.Ordinal);
        (await bundle.Run("delete", "--force", "two")).Ok();
        Assert.Equal(before, Hash());

        static string Hash() => Host.Run("/usr/bin/sha256sum", EngineBinary.Runtime);
    }

    /// <summary>Without pivot_root(2) the host's mounts stay below the container's root: a whole proc or sysfs among them, wherever it is, would let a user namespace mount one
    /// that hides nothing.</summary>
    [Theory]
    [InlineData("proc")]
    [InlineData("sysfs")]
    public async Task No_whole_proc_or_sysfs_can_be_mounted_where_the_root_is_not_pivoted(string type)
    {
        await using var bundle = await Bundle.Make("unshare", "-mrpfn", "sh", "-c", $"mount -t {type} none /tmp && echo mounted");
        foreach (var set in new[] { "bounding", "permitted" })
            bundle.Process["capabilities"]![set]!.AsArray().Add("CAP_SETFCAP");
        var other = Path.Combine(bundle.Folder, "other");
        Directory.CreateDirectory(other);
        bundle.Before = ["/usr/bin/unshare", "--mount", "/bin/sh", "-ec", $"mount -t {type} other {other}; exec \"$@\"", "sh"];
        (await bundle.Run("run", "--no-pivot", "one")).Is(1, "", $"mount: permission denied (are you root?)\n");
    }

    /// <summary>A rule whose letters mean nothing opens nothing.</summary>
    [Fact]
    public async Task A_device_rule_without_an_access_gives_none()
    {
        await using var bundle = await Bundle.Make("sh", "-c", "cat /dev/kmsg.one > /dev/null");
        bundle.Linux["devices"] = new JsonArray(new JsonObject { ["path"] = "/dev/kmsg.one", ["type"] = "c", ["major"] = 1, ["minor"] = 4 });
        bundle.Linux["resources"]!["devices"] = new JsonArray(
            new JsonObject { ["allow"] = false, ["access"] = "rwm" }, new JsonObject { ["allow"] = true, ["type"] = "c", ["access"] = "z" });
        (await bundle.Run("run", "one")).Is(1, "", "cat: can't open '/dev/kmsg.one': Operation not permitted\n");
    }

    /// <summary>CVE-2019-19921 and CVE-2023-27561: /proc or /sys is a link of the image's, so that what is to be hidden lies elsewhere.</summary>
    [Theory]
    [InlineData("proc")]
    [InlineData("sys")]
    public async Task Cve_2019_19921_and_Cve_2023_27561_a_link_in_place_of_proc_is_refused(string name)
    {
        await using var bundle = await Bundle.Make("true");
        Directory.Delete(Path.Combine(bundle.Root, name), recursive: true);
        Directory.CreateDirectory(Path.Combine(bundle.Root, "elsewhere"));
        File.CreateSymbolicLink(Path.Combine(bundle.Root, name), "/elsewhere");
        Assert.Contains("must be mounted on ordinary directory", (await bundle.Run("run", "one")).Err, StringComparison.Ordinal);
    }

    /// <summary>CVE-2021-30465: a mount's place is a link that leads out of the root.</summary>
    [Theory]
    [InlineData("/../../../../../../../var/tmp")]
    [InlineData("/var/tmp")]
    [InlineData("../../../../../../../../var/tmp")]
    public async Task Cve_2021_30465_a_mount_stays_below_the_root_whatever_links_say(string target)
    {
        await using var bundle = await Bundle.Make("grep", "-c", " /var/tmp/inner tmpfs", "/proc/mounts");
        File.CreateSymbolicLink(Path.Combine(bundle.Root, "link"), target);
        bundle.AddMount("tmpfs", "/link/inner", "tmpfs");
        (await bundle.Run("run", "one")).Prints("1\n");
        Assert.False(Directory.Exists("/var/tmp/inner"));
    }

    /// <summary>CVE-2024-21626: the working directory is a descriptor of the host's that was left open.</summary>
    [Fact]
    public async Task Cve_2024_21626_no_descriptor_of_the_host_is_a_working_directory()
    {
        await using var bundle = await Bundle.Make("pwd");
        for (var descriptor = 3; descriptor < 24; descriptor++)
        {
            bundle.Process["cwd"] = $"/proc/self/fd/{descriptor}";
            var outcome = await bundle.Run("run", "one");
            Assert.True(outcome.Exit == 1 && outcome.Out.Length == 0, outcome.ToString());
        }

        bundle.Process["cwd"] = "/";
        bundle.Runs("sh", "-c", "ls /proc/self/fd | wc -l");
        (await bundle.Run("run", "one")).Prints("4\n");
    }

    /// <summary>CVE-2025-31133: /dev/null of the image is something else, which would be laid over what is masked.</summary>
    [Fact]
    public async Task Cve_2025_31133_only_the_null_device_masks_a_path()
    {
        await using var bundle = await Bundle.Make("cat", "/file");
        bundle.Spec["mounts"] = new JsonArray([.. bundle.Spec["mounts"]!.AsArray().Where(m => !((string)m!["destination"]!).StartsWith("/dev", StringComparison.Ordinal)).Select(m => m!.DeepClone())]);
        await File.WriteAllTextAsync(Path.Combine(bundle.Root, "file"), "secret\n");
        File.CreateSymbolicLink(Path.Combine(bundle.Root, "dev", "null"), "/proc/sys/kernel/core_pattern");
        bundle.Linux["maskedPaths"]!.AsArray().Add("/file");
        var outcome = await bundle.Run("run", "one");
        Assert.True(outcome.Exit == 1 && !outcome.Out.Contains("secret", StringComparison.Ordinal), outcome.ToString());
    }

    /// <summary>CVE-2025-52565: /dev/console is a link of the image's, over which the terminal would be laid.</summary>
    [Fact]
    public async Task Cve_2025_52565_the_console_is_not_laid_over_what_a_link_names()
    {
        await using var bundle = await Bundle.Make("sh", "-c", "test -c /proc/sys/kernel/core_pattern && echo covered");
        bundle.Process["terminal"] = true;
        bundle.Spec["mounts"] = new JsonArray([.. bundle.Spec["mounts"]!.AsArray().Where(m => (string)m!["destination"]! != "/dev").Select(m => m!.DeepClone())]);
        File.CreateSymbolicLink(Path.Combine(bundle.Root, "dev", "console"), "/proc/sys/kernel/core_pattern");
        var outcome = await bundle.Run("run", "one");
        Assert.True(outcome.Exit == 1 && outcome.Out.Length == 0, outcome.ToString());
    }

    /// <summary>CVE-2025-52881: a write to /proc/sys must not be led elsewhere by what is mounted over it.</summary>
    [Fact]
    public async Task Cve_2025_52881_settings_outside_the_containers_namespaces_are_refused()
    {
        await using var bundle = await Bundle.Make("true");
        foreach (var name in new[] { "kernel.core_pattern", "../../sysrq-trigger", "net/../kernel/core_pattern" })
        {
            bundle.Linux["sysctl"] = new JsonObject { [name] = "x" };
            (await bundle.Run("run", "one")).Refuses($"runc run failed: sysctl \"{name}\" is not in a separate kernel namespace");
        }
    }

    /// <summary>CVE-2022-29162: further processes have inheritable capabilities nobody asked for.</summary>
    [Fact]
    public async Task Cve_2022_29162_a_further_process_inherits_no_capability()
    {
        await using var bundle = await Bundle.Make("sleep", "1000");
        (await bundle.Leave("run", "--detach", "one")).Ok();
        (await bundle.Run("exec", "--cap", "CAP_NET_RAW", "one", "grep", "-E", "^Cap(Inh|Amb)", "/proc/self/status")).Prints("CapInh:\t0000000000000000\nCapAmb:\t0000000000000000\n");
        (await bundle.Run("delete", "--force", "one")).Ok();
    }

    /// <summary>CVE-2024-45310: the place of a mount is made through a link that another container changes meanwhile.</summary>
    [Fact]
    public async Task Cve_2024_45310_no_directory_is_made_outside_the_root()
    {
        await using var bundle = await Bundle.Make("true");
        var name = $"gantry-made-{Environment.ProcessId}";
        var shared = Path.Combine(bundle.Folder, "shared");
        Directory.CreateDirectory(shared);
        File.CreateSymbolicLink(Path.Combine(shared, "link"), $"/../../../../../../../../tmp/{name}");
        bundle.AddMount(shared, "/volume", "bind", "bind");
        bundle.AddMount("tmpfs", "/volume/link/deep", "tmpfs");
        await bundle.Run("run", "one");
        Assert.False(Directory.Exists($"/tmp/{name}"));
    }

    /// <summary>CVE-2023-25809: /sys/fs/cgroup can be written to in a user namespace without one of cgroups.</summary>
    [Fact]
    public async Task Cve_2023_25809_the_hosts_control_groups_cannot_be_written_to()
    {
        await using var bundle = await Bundle.Make("sh", "-c", "for f in /sys/fs/cgroup/*/cgroup.procs /sys/fs/cgroup/cgroup.procs; do test -e $f && echo 1 > $f && echo written; done 2> /dev/null; true");
        bundle.AddUserNamespace(300000);
        (await bundle.Run("run", "one")).Prints("");
    }
}
