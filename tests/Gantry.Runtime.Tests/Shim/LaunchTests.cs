using Gantry.Oci.Runtime;
using Gantry.Runtime.LaunchPlans;
using Gantry.Runtime.Tests.Fixtures;

namespace Gantry.Runtime.Tests.Shim;

public sealed class LaunchTests
{
    [Fact]
    public async Task A_process_gets_its_arguments_and_its_output_and_status_come_back()
    {
        await using var box = new Box();
        Outcome outcome = await box.ShellAsync("echo out; echo err >&2; exit 7");
        Assert.Equal(new Outcome(7, "out\n", "err\n"), outcome);
    }

    [Fact]
    public async Task A_signal_that_ends_the_process_shows_in_the_status()
    {
        await using var box = new Box();
        var (process, client) = await box.AttachedAsync(box.Request("sleep", "1000"));
        process.Signal(9);
        Assert.Equal(137, (await process.Exited).Code);
        await client.DisposeAsync();
    }

    [Theory]
    [InlineData("nosuch", LaunchFault.ExecutableNotFound, "exec: \"nosuch\": executable file not found in $PATH")]
    [InlineData("/no/such", LaunchFault.ExecutableNotFound, "exec: \"/no/such\": stat /no/such: no such file or directory")]
    [InlineData("./foo", LaunchFault.ExecutableNotFound, "exec: \"./foo\": stat ./foo: no such file or directory")]
    [InlineData("/etc", LaunchFault.NotExecutable, "exec: \"/etc\": is a directory")]
    [InlineData("/etc/plain", LaunchFault.NotExecutable, "exec: \"/etc/plain\": permission denied")]
    [InlineData("plain", LaunchFault.ExecutableNotFound, "exec: \"plain\": executable file not found in $PATH")]
    public async Task A_program_that_cannot_be_started_is_named(string program, LaunchFault fault, string message)
    {
        await using var box = new Box();
        Directory.CreateDirectory(Path.Combine(box.Upper, "etc"));
        await File.WriteAllTextAsync(Path.Combine(box.Upper, "etc/plain"), "text");
        box.Spec = box.Spec with { Process = box.Spec.Process! with { Env = ["PATH=/bin:/etc"] } };
        var failure = await Assert.ThrowsAsync<LaunchException>(() => box.RunAsync(program));
        Assert.Equal(message, failure.Message);
        Assert.Equal(fault, failure.Fault);
    }

    [Theory]
    [InlineData("#!/bin/nonexistent\n", "exec /prog: no such file or directory\n")]
    [InlineData("garbage", "exec /prog: exec format error\n")]
    public async Task A_program_the_kernel_refuses_fails_inside_the_container(string content, string message)
    {
        await using var box = new Box();
        string path = Path.Combine(box.Upper, "prog");
        await File.WriteAllTextAsync(path, content);
        File.SetUnixFileMode(path, (UnixFileMode)0b111_101_101);
        Assert.Equal(new Outcome(255, "", message), await box.RunAsync("/prog"));
    }

    [Fact]
    public async Task Namespaces_hostname_and_mounts_are_the_containers_own()
    {
        await using var box = new Box();
        Outcome outcome = await box.ShellAsync("echo $$; hostname; ls /sys/class/net; cut -d' ' -f5 /proc/self/mountinfo; ls /");
        string[] lines = outcome.Output.Split('\n');
        Assert.Equal(["1", "box", "lo"], lines[..3]);
        Assert.Equal(
            ["/", "/proc", "/dev", "/dev/pts", "/sys", "/dev/mqueue", "/dev/shm", "/proc/bus", "/proc/sys", "/proc/acpi", "/proc/keys", "/proc/timer_list", "/sys/firmware"],
            lines[3..].TakeWhile(l => l.StartsWith('/')));
    }

    [Fact]
    public async Task Masked_paths_are_empty_and_read_only_paths_refuse_writes()
    {
        await using var box = new Box();
        Outcome outcome = await box.ShellAsync("wc -c < /proc/keys; ls /sys/firmware | wc -l; echo x 2>/dev/null > /proc/sys/kernel/hostname || echo refused");
        Assert.Equal("0\n0\nrefused\n", outcome.Output);
    }

    [Fact]
    public async Task Devices_and_links_are_those_of_every_container()
    {
        await using var box = new Box();
        Outcome outcome = await box.ShellAsync("cd /dev; for d in null zero full random urandom tty; do stat -c '%n %a %t:%T' $d; done; for l in fd stdin stdout stderr ptmx; do readlink $l; done");
        Assert.Equal(
            "null 666 1:3\nzero 666 1:5\nfull 666 1:7\nrandom 666 1:8\nurandom 666 1:9\ntty 666 5:0\n/proc/self/fd\n/proc/self/fd/0\n/proc/self/fd/1\n/proc/self/fd/2\npts/ptmx\n",
            outcome.Output);
    }

    [Fact]
    public async Task Nothing_of_the_hosts_is_open_in_the_process()
    {
        await using var box = new Box();
        Outcome outcome = await box.ShellAsync("ls /proc/1/fd; true");
        Assert.Equal("0\n1\n2\n", outcome.Output);
        outcome = await box.RunAsync("grep", "-E", "SigIgn|SigBlk|NoNewPrivs|Seccomp:", "/proc/1/status");
        Assert.Equal("SigBlk:\t0000000000000000\nSigIgn:\t0000000000000000\nNoNewPrivs:\t0\nSeccomp:\t0\n", outcome.Output);
    }

    [Fact]
    public async Task Another_user_runs_with_its_groups_and_without_capabilities()
    {
        await using var box = new Box();
        var user = new User { Uid = 1000, Gid = 1001, AdditionalGids = [1001, 7], Umask = 0b000_111_111 };
        box.Spec = box.Spec with { Process = box.Spec.Process! with { User = user, Capabilities = new LinuxCapabilities { Bounding = Box.Capabilities } } };
        Outcome outcome = await box.ShellAsync("id -u; id -g; id -G; umask; grep Cap /proc/self/status; echo reopened > /dev/stdout");
        Assert.Equal(
            "1000\n1001\n1001 7\n0077\nCapInh:\t0000000000000000\nCapPrm:\t0000000000000000\nCapEff:\t0000000000000000\nCapBnd:\t00000000a80425fb\nCapAmb:\t0000000000000000\nreopened\n",
            outcome.Output);
        Assert.Equal("0 0", await HostAsync("stat", "-c", "%u %g", "/dev/null"));
    }

    [Fact]
    public async Task Capabilities_are_those_of_the_specification()
    {
        await using var box = new Box();
        Outcome outcome = await box.ShellAsync("grep -E 'CapEff|CapBnd' /proc/self/status");
        Assert.Equal("CapEff:\t00000000a80425fb\nCapBnd:\t00000000a80425fb\n", outcome.Output);
    }

    [Fact]
    public async Task A_filter_refuses_what_it_names()
    {
        await using var box = new Box();
        var filter = new LinuxSeccomp { DefaultAction = "SCMP_ACT_ALLOW", Architectures = ["SCMP_ARCH_X86_64"], Syscalls = [new LinuxSyscall { Names = ["mkdir", "mkdirat"], Action = "SCMP_ACT_ERRNO", ErrnoRet = 95 }] };
        box.Spec = box.Spec with { Linux = box.Spec.Linux! with { Seccomp = filter } };
        Outcome outcome = await box.ShellAsync("mkdir /x; grep Seccomp: /proc/self/status");
        Assert.Equal(new Outcome(0, "Seccomp:\t2\n", "mkdir: can't create directory '/x': Not supported\n"), outcome with { Error = outcome.Error.Replace("Operation n", "N", StringComparison.Ordinal) });
        box.Spec = box.Spec with { Process = box.Spec.Process! with { NoNewPrivileges = true } };
        Assert.Contains("NoNewPrivs:\t1", (await box.ShellAsync("cat /proc/self/status")).Output, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Limits_are_set_and_one_beyond_the_hosts_is_refused()
    {
        await using var box = new Box();
        box.Spec = box.Spec with { Process = box.Spec.Process! with { Rlimits = [new PosixRlimit { Type = "RLIMIT_NOFILE", Soft = 100, Hard = 200 }] } };
        Assert.Equal("100\n200\n", (await box.ShellAsync("ulimit -Sn; ulimit -Hn")).Output);
        box.Spec = box.Spec with { Process = box.Spec.Process! with { Rlimits = [new PosixRlimit { Type = "RLIMIT_NOFILE", Soft = 99999999, Hard = 99999999 }] } };
        var failure = await Assert.ThrowsAsync<LaunchException>(() => box.RunAsync("true"));
        Assert.Equal("error setting rlimits for ready process: error setting rlimit type 7: operation not permitted", failure.Message);
    }

    [Fact]
    public async Task A_working_directory_is_made_and_a_file_in_its_place_is_an_error()
    {
        await using var box = new Box();
        box.Spec = box.Spec with { Process = box.Spec.Process! with { Cwd = "/made/here" } };
        Assert.Equal("/made/here\n", (await box.RunAsync("pwd")).Output);
        box.Spec = box.Spec with { Process = box.Spec.Process! with { Cwd = "/bin/busybox" } };
        var failure = await Assert.ThrowsAsync<LaunchException>(() => box.RunAsync("true"));
        Assert.Equal("chdir to cwd (\"/bin/busybox\") set in config.json failed: not a directory", failure.Message);
    }

    [Fact]
    public async Task Sysctls_of_the_containers_namespaces_are_set()
    {
        await using var box = new Box();
        box.Spec = box.Spec with { Linux = box.Spec.Linux! with { Sysctl = new Dictionary<string, string> { ["net.ipv4.ip_forward"] = "1", ["kernel.shm_rmid_forced"] = "1" } } };
        Assert.Equal("1\n1\n", (await box.ShellAsync("cat /proc/sys/net/ipv4/ip_forward /proc/sys/kernel/shm_rmid_forced")).Output);
    }

    [Fact]
    public async Task A_root_can_be_read_only()
    {
        await using var box = new Box();
        box.Spec = box.Spec with { Root = box.Spec.Root! with { Readonly = true } };
        Assert.Equal("refused\n/dev works\n", (await box.ShellAsync("touch /x 2>/dev/null || echo refused; touch /dev/x && echo /dev works")).Output);
    }

    [Fact]
    public async Task Without_input_the_process_reads_its_own_null_device()
    {
        await using var box = new Box();
        Assert.Equal("0\n/dev/null\n1:3\n", (await box.ShellAsync("wc -c; readlink /proc/self/fd/0; stat -L -c %t:%T /proc/self/fd/0")).Output);
    }

    private static async Task<string> HostAsync(string program, params string[] arguments)
    {
        using var process = System.Diagnostics.Process.Start(new System.Diagnostics.ProcessStartInfo(program, arguments) { RedirectStandardOutput = true })!;
        string text = await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        return text.Trim();
    }
}
