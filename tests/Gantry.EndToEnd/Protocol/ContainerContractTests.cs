using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Protocol;

/// <summary>Details of containers that Docker's own suite of the command line holds on to.</summary>
public sealed class ContainerContractTests(EngineFixture fixture) : EngineTests(fixture)
{
    [Theory]
    [InlineData("-v /proc//sys", "\"/proc/sys\" cannot be mounted because it is inside /proc")]
    [InlineData("-v /tmp:/proc", "\"/proc\" cannot be mounted because it is not of type proc")]
    [InlineData("--tmpfs /proc/irq", "\"/proc/irq\" cannot be mounted because it is inside /proc")]
    public async Task Nothing_is_put_over_the_kernels_view_of_processes(string flags, string reason)
    {
        var failed = await Docker($"run --rm {flags} busybox true");
        Assert.NotEqual(0, failed.Exit);
        Assert.Contains(reason, failed.Err, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_the_kernel_tells_of_the_machine_may_be_replaced() =>
        (await Busybox("-v /dev/null:/proc/meminfo", "wc -c < /proc/meminfo")).Prints("0\n");

    [Fact]
    public async Task Home_is_never_empty() =>
        (await Docker("run --rm --hostname one -e HOME= -e A=b busybox env")).Prints("PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin\nHOSTNAME=one\nA=b\nHOME=/root\n");

    [Fact]
    public async Task A_container_does_not_join_itself() =>
        (await Docker("run --name one --network container:one busybox true")).Fails(125, "docker: Error response from daemon: cannot join own network namespace");

    [Fact]
    public async Task A_link_to_one_that_shares_a_network_leads_to_its_owner()
    {
        await Idle("one");
        await Idle("two", "--network container:one");
        (await Docker("run --rm --link two:two busybox ping -c 1 -W 5 two")).Ok();
        Assert.Equal("one", (await Docker("run --rm --link two:two busybox sh -c 'grep two /etc/hosts | wc -w > /n; echo one'")).Line);
    }

    [Theory]
    [InlineData("copy")]
    [InlineData("nocopy")]
    public async Task Copying_is_no_matter_of_anothers_volumes(string mode)
    {
        (await Docker("create --name one -v /foo busybox")).Ok();
        (await Docker($"create --volumes-from one:{mode} busybox")).Fails(1, $"Error response from daemon: invalid mode: {mode}");
    }

    [Theory]
    [InlineData("../../../../gantry-e2e-parent")]
    [InlineData("/../../../gantry-e2e-parent")]
    public async Task A_parent_leads_out_of_no_hierarchy(string parent)
    {
        var line = (await Docker($"run --rm --cgroup-parent {parent} busybox cat /proc/self/cgroup")).Ok().Lines[0];
        Assert.StartsWith("/gantry-e2e-parent/", line.Split(':', 3)[2], StringComparison.Ordinal);
        Assert.DoesNotContain("..", line, StringComparison.Ordinal);
        await Engine.Shell("find /sys/fs/cgroup -depth -type d -name gantry-e2e-parent -exec rmdir {} + 2>/dev/null; true");
    }

    [Fact]
    public async Task Names_are_read_only_where_the_root_is()
    {
        foreach (var file in (string[])["hosts", "hostname", "resolv.conf"])
            Assert.Contains("Read-only file system", (await Busybox("--read-only", $"echo x >> /etc/{file}")).Err, StringComparison.Ordinal);
        (await Busybox("", "echo x >> /etc/hosts")).Ok();
    }

    [Fact]
    public async Task A_port_that_is_named_is_not_given_to_another()
    {
        await Idle("one", "-p 80");
        var port = int.Parse((await Docker("port one 80")).Lines[0].Split(':')[^1], System.Globalization.CultureInfo.InvariantCulture);
        await Idle("two", $"-p 80 -p {port + 1}:8080");
        Assert.Contains($":{port + 1}", (await Docker("port two 8080")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_goes_with_its_run_and_its_container()
    {
        await Idle("one");
        async Task<string> Create() => (await Engine.Api.Post("/containers/one/exec", """{"Cmd":["true"]}""")).Json["Id"]!.GetValue<string>();
        var id = await Create();
        Assert.Equal(200, (await Engine.Api.Post($"/exec/{id}/start", """{"Detach":true}""")).Code);
        Assert.True((await Engine.Api.Get($"/exec/{id}/json")).Json["Pid"]!.GetValue<int>() > 1);
        await Deadline.Until(async () => (await Engine.Api.Get($"/exec/{id}/json")).Json["Running"]!.GetValue<bool>() ? "it runs" : null);
        Assert.True((await Engine.Api.Get($"/exec/{id}/json")).Json["Pid"]!.GetValue<int>() > 1);

        var old = await Create();
        (await Docker("stop one")).Ok();
        Assert.Equal(404, (await Engine.Api.Post($"/exec/{old}/start", """{"Detach":true}""")).Code);
        (await Docker("start one")).Ok();
        Assert.Equal(404, (await Engine.Api.Post($"/exec/{old}/start", """{"Detach":true}""")).Code);
        (await Docker("rm -f one")).Ok();
        Assert.Equal($"No such exec instance: {id}", (await Engine.Api.Get($"/exec/{id}/json")).Message);
    }

    [Fact]
    public async Task A_new_size_of_a_terminal_is_an_event()
    {
        var since = (await Engine.Shell("date +%s.%N")).Line;
        await Idle("one", "-t");
        Assert.Equal(200, (await Engine.Api.Post("/containers/one/resize?h=80&w=24")).Code);
        var until = (await Engine.Shell("date +%s.%N")).Line;
        (await Docker($"events --since {since} --until {until} --filter event=resize --format '{{{{.Actor.Attributes.height}}}} {{{{.Actor.Attributes.width}}}}'")).Prints("80 24\n");
    }

    [Fact]
    public async Task Names_of_the_last_run_are_copied_out()
    {
        (await Docker("run --name one --hostname first --add-host there:1.2.3.4 busybox true")).Ok();
        Assert.Equal("first", (await Engine.Shell("docker cp one:/etc/hostname - | tar -xO")).Line);
        Assert.Contains("1.2.3.4\tthere", (await Engine.Shell("docker cp one:/etc/hosts - | tar -xO")).Out, StringComparison.Ordinal);
        Assert.NotEmpty((await Engine.Shell("docker cp one:/etc/resolv.conf - | tar -xO")).Out);
    }

    [Fact]
    public async Task A_working_directory_is_there_before_the_first_start()
    {
        (await Docker("create --name one -w /home/foo/bar busybox")).Ok();
        (await Engine.Shell("docker cp one:/home/foo/bar . && test -d bar")).Ok();
        (await Docker("create --name two -w /etc/passwd busybox")).Fails(1, "Error response from daemon: Cannot mkdir: /etc/passwd is not a directory");
    }

    [Fact]
    public async Task One_that_waits_to_be_restarted_can_be_killed()
    {
        (await Docker("run -d --name one --restart always busybox false")).Ok();
        // Its delay is long enough to be met from the fifth time on.
        await Deadline.Until(async () => int.Parse((await Docker("inspect -f {{.RestartCount}} one")).Line, System.Globalization.CultureInfo.InvariantCulture) > 4 ? null : "it has not ended often enough");
        await Engine.Reaches("one", "restarting");
        (await Docker("kill one")).Prints("one\n");
        // A kill may also meet one that has just ended, which learns of it a moment later.
        await Engine.Reaches("one", "exited");
    }

    [Fact]
    public async Task Volumes_without_a_directory_can_be_removed()
    {
        (await Docker("volume create lost")).Ok();
        (await Engine.Shell($"rm -r {Engine.DataRoot}/volumes/lost")).Ok();
        (await Docker("volume rm lost")).Prints("lost\n");
    }

    [Theory]
    [InlineData("--cpuset-cpus 1-4096,,", "Invalid value 1-4096,, for cpuset cpus: invalid format: 1-4096,,")]
    [InlineData("--cpuset-mems 1-42,,", "Invalid value 1-42,, for cpuset mems: invalid format: 1-42,,")]
    public async Task A_malformed_list_is_told_before_what_is_missing(string flag, string message) =>
        (await Docker($"create {flag} busybox")).Fails(1, "Error response from daemon: " + message);

    [Fact]
    public async Task Any_place_has_options_and_a_missing_container_no_socket()
    {
        Assert.Equal(200, (await Engine.Api.Send(HttpMethod.Options, "/nosuch")).Code);
        var missing = await Engine.Api.Get("/containers/doesnotexist/attach/ws");
        Assert.Equal((404, "No such container: doesnotexist"), (missing.Code, missing.Message));
    }

    [Fact]
    public async Task A_link_to_a_container_that_shares_its_own_network_is_answered()
    {
        (await Docker("create --name own --network container:own busybox")).Ok();
        (await Docker("create --name linked --link own:x busybox")).Ok();
        var refused = await Docker("start linked");
        Assert.Equal(1, refused.Exit);
        Assert.Contains("Cannot link to a non running container: /own AS /linked/x", refused.Err, StringComparison.Ordinal);
    }
}
