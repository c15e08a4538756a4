using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Run;

/// <summary>Options whose effect shows inside the container, or that the kernel cannot give.</summary>
public sealed class OptionTests(EngineFixture fixture) : EngineTests(fixture)
{
    private static bool IsLegacy => Directory.Exists("/sys/fs/cgroup/devices");

    [Fact]
    public async Task The_devices_a_program_may_use_are_dockers()
    {
        if (!IsLegacy)
            return;
        (await Busybox("", "sort /sys/fs/cgroup/devices/devices.list"))
            .Prints("b *:* m\nc *:* m\nc 10:200 rwm\nc 136:* rwm\nc 1:3 rwm\nc 1:5 rwm\nc 1:7 rwm\nc 1:8 rwm\nc 1:9 rwm\nc 5:0 rwm\nc 5:1 rwm\nc 5:2 rwm\n");
    }

    [Fact]
    public async Task Weights_the_kernel_does_not_know_are_discarded_with_a_warning()
    {
        if (!IsLegacy || File.Exists("/sys/fs/cgroup/blkio/blkio.weight"))
            return;
        const string Warning = "WARNING: Your kernel does not support Block I/O ";
        (await Docker("run --name weighed --blkio-weight 5 --blkio-weight-device /dev/none:100 busybox true"))
            .Is(0, "", $"{Warning}weight or the cgroup is not mounted. Weight discarded.\n{Warning}weight_device or the cgroup is not mounted. Weight-device discarded.\n");
        (await Docker("inspect -f '{{.HostConfig.BlkioWeight}} {{json .HostConfig.BlkioWeightDevice}}' weighed")).Prints("0 []\n");
    }

    [Theory]
    [InlineData("--security-opt writable-cgroups=true", "rw")]
    [InlineData("--security-opt writable-cgroups=false", "ro")]
    [InlineData("--privileged --security-opt writable-cgroups=false", "ro")]
    [InlineData("--privileged", "rw")]
    [InlineData("", "ro")]
    public async Task Control_groups_are_writable_where_asked(string flags, string access) =>
        (await Busybox(flags, "grep -E '^cgroup' /proc/mounts | cut -d' ' -f4 | cut -d, -f1 | sort -u")).Prints(access + "\n");

    [Theory]
    [InlineData("--runtime io.containerd.runc.v2")]
    [InlineData("--runtime runc")]
    [InlineData("--security-opt apparmor=unconfined")]
    public async Task Names_of_defaults_are_taken(string flags) => (await Busybox(flags, "echo fine")).Prints("fine\n");

    [Fact]
    public async Task A_profile_is_ignored_where_the_kernel_has_none()
    {
        if (!Directory.Exists("/sys/kernel/security/apparmor"))
            (await Busybox("--security-opt apparmor=docker-default", "echo fine")).Prints("fine\n");
    }

    [Fact]
    public async Task A_group_the_user_is_in_may_be_named_again() =>
        (await Busybox("--group-add 777 --group-add wheel --group-add 10", "grep Groups /proc/self/status")).Prints("Groups:\t0 10 10 777 \n");

    [Fact]
    public async Task A_place_without_a_slash_gets_a_volume_below_the_root()
    {
        (await Docker("run --name places -v x -v a:/y busybox sh -c 'grep -c -E \" /x | /a:/y \" /proc/mounts'")).Prints("2\n");
        (await Docker("inspect -f '{{range .Mounts}}{{.Destination}} {{end}}' places")).Ok();
    }
}
