using System.Diagnostics;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Run;

/// <summary>Mounts that pass between host and container.</summary>
public sealed class PropagationTests(EngineFixture fixture) : EngineTests(fixture)
{
    private string folder = "";

    public override async Task InitializeAsync()
    {
        folder = Engine.Work + "/passing";
        Directory.CreateDirectory(folder);
        await Mount("-t", "tmpfs", "passing", folder);
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Run("umount", "-R", folder);
    }

    [Theory]
    [InlineData("shared", "it is not a shared mount")]
    [InlineData("rshared", "it is not a shared mount")]
    [InlineData("slave", "it is not a shared or slave mount")]
    [InlineData("rslave", "it is not a shared or slave mount")]
    public async Task A_private_mount_passes_nothing_on(string propagation, string why)
    {
        await Mount("--make-private", folder);
        (await Docker($"run --rm -v {folder}:/x:{propagation} busybox true")).Fails(125, $"docker: Error response from daemon: path {folder} is mounted on {folder} but {why}");
        (await Docker($"run --rm --mount type=bind,src={folder},dst=/x,bind-propagation={propagation} busybox true")).Fails(125, $"docker: Error response from daemon: path {folder} is mounted on {folder} but {why}");
    }

    [Fact]
    public async Task What_a_container_mounts_on_a_shared_bind_shows_on_the_host_and_nothing_else_of_it()
    {
        await Mount("--make-shared", folder);
        Directory.CreateDirectory(folder + "/in");
        Directory.CreateDirectory(folder + "/out");
        var before = Mounts();
        await Background($"--name sharer --privileged -v {folder}:/x:shared busybox sh -c 'mount -t tmpfs inner /x/in && touch /x/in/seen && echo mounted; exec sleep 1000'");
        await Engine.Shows("sharer", "mounted");
        Assert.True(File.Exists(folder + "/in/seen"));
        if (!EngineBinary.IsReference)
            Assert.Equal([folder + "/in"], Mounts().Except(before).Where(m => !m.Contains("/netns/", StringComparison.Ordinal)));
        await Mount("-t", "tmpfs", "outer", folder + "/out");
        (await Docker("exec sharer grep -c ' /x/out tmpfs' /proc/mounts")).Prints("1\n");
    }

    [Fact]
    public async Task What_the_host_mounts_shows_in_a_slave_and_not_the_other_way()
    {
        await Mount("--make-shared", folder);
        Directory.CreateDirectory(folder + "/in");
        Directory.CreateDirectory(folder + "/out");
        await Background($"--name follower --privileged -v {folder}:/x:rslave busybox sh -c 'mount -t tmpfs inner /x/in && touch /x/in/seen && echo mounted; exec sleep 1000'");
        await Engine.Shows("follower", "mounted");
        Assert.False(File.Exists(folder + "/in/seen"));
        await Mount("-t", "tmpfs", "outer", folder + "/out");
        (await Docker("exec follower grep -c ' /x/out tmpfs' /proc/mounts")).Prints("1\n");
    }

    [Fact]
    public async Task The_engines_own_directory_follows_the_host_unless_told_otherwise()
    {
        (await Docker("create --name whole -v /:/x busybox")).Ok();
        (await Docker("inspect -f '{{(index .Mounts 0).Propagation}}' whole")).Prints("rslave\n");
        (await Docker("start -a whole")).Prints("");
        (await Docker($"create -v {Engine.DataRoot}:/x:private busybox"))
            .Fails(1, $"Error response from daemon: invalid mount config: must use either propagation mode \"rslave\" or \"rshared\" when mount source is within the daemon root, daemon root: \"{Engine.DataRoot}\", bind mount source: \"{Engine.DataRoot}\", propagation: \"private\"");
    }

    private static HashSet<string> Mounts() => [.. File.ReadLines("/proc/self/mountinfo").Select(l => l.Split(' ')[4])];

    private static Task Mount(params string[] arguments) => Run("mount", arguments);

    private static async Task Run(string program, params string[] arguments)
    {
        using var process = Process.Start(program, arguments);
        await process.WaitForExitAsync();
        Assert.Equal(0, process.ExitCode);
    }
}
