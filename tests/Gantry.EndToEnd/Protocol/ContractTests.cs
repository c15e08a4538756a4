using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Protocol;

/// <summary>Details that libraries and other people's test suites hold on to.</summary>
public sealed class ContractTests(EngineFixture fixture) : EngineTests(fixture)
{
    [Fact]
    public async Task A_restart_keeps_a_container_that_goes_with_its_run()
    {
        await Idle("one", "--rm");
        (await Docker("restart -t 0 one")).Ok();
        Assert.Equal("running", (await Docker("inspect -f {{.State.Status}} one")).Line);
        (await Docker("kill one")).Ok();
        await Deadline.Until(async () => (await Docker("ps -aq")).Lines.Length == 0 ? null : "it is still there");
    }

    [Fact]
    public async Task A_working_directory_is_written_plainly()
    {
        (await Docker("create --name one -w /tmp//x/../ busybox")).Ok();
        Assert.Equal("/tmp", (await Docker("inspect -f {{.Config.WorkingDir}} one")).Line);
    }

    [Fact]
    public async Task Annotations_are_listed_since_1_46()
    {
        (await Docker("create --name one --annotation a=b busybox")).Ok();
        Assert.Equal("""{"NetworkMode":"bridge"}""", (await Engine.Api.Get("/v1.45/containers/json?all=1")).Json[0]!["HostConfig"]!.ToJsonString());
        Assert.Equal("""{"NetworkMode":"bridge","Annotations":{"a":"b"}}""", (await Engine.Api.Get("/v1.46/containers/json?all=1")).Json[0]!["HostConfig"]!.ToJsonString());
    }

    [Theory]
    [InlineData("1.39", 16, 32)]
    [InlineData("1.47", 16, 16)]
    [InlineData("1.47", 0, 0)]
    [InlineData("1.47", -2, 0)]
    public async Task A_limit_of_processes_changes_with_the_versions_that_have_it(string version, int wanted, int found)
    {
        await Idle("one", "--pids-limit 32");
        await Engine.Api.Post($"/v{version}/containers/one/update", $$"""{"PidsLimit":{{wanted}}}""");
        Assert.Equal($"{found}", (await Docker("inspect -f {{.HostConfig.PidsLimit}} one")).Line);
    }

    [Theory]
    [InlineData("{invalid json", "invalid JSON: invalid character 'i' looking for beginning of object key string")]
    [InlineData("invalid json", "invalid JSON: invalid character 'i' looking for beginning of value")]
    [InlineData("""{"Image":"busybox","HostConfig":{"CpuShares":-1}}""", "invalid CPU shares (-1): value must be a positive integer")]
    public async Task A_wrong_body_is_told_in_dockers_words(string body, string message) =>
        Assert.Equal(message, (await Engine.Api.Post("/containers/create", body)).Json["message"]!.GetValue<string>());

    [Fact]
    public async Task A_file_is_no_directory_and_the_root_has_both_names()
    {
        (await Docker("create --name one busybox")).Ok();
        Assert.Equal("lstat /etc/passwd/: not a directory", (await Engine.Api.Get("/containers/one/archive?path=/etc/passwd/")).Json["message"]!.GetValue<string>());
        foreach (var (path, first) in new[] { ("/", "/"), (".", "./"), ("/.", "./") })
        {
            var names = await Engine.Shell($"curl -s --unix-socket {Engine.Socket} 'http://d/containers/one/archive?path={path}' | tar -t -P");
            Assert.Equal((first, true), (names.Lines[0], names.Lines.Contains(first + "etc/")));
        }
    }

    [Fact]
    public async Task Control_groups_can_be_made_writable()
    {
        const string Script = "cd /sys/fs/cgroup/memory 2>/dev/null || cd /sys/fs/cgroup; mkdir inner";
        (await Busybox("--cgroupns private --security-opt writable-cgroups=true", Script)).Ok();
        Assert.Equal(1, (await Busybox("--cgroupns private --security-opt writable-cgroups=false", Script)).Exit);
        (await Docker("run --rm --security-opt writable-cgroups=1 busybox true")).Fails(125, "docker: Error response from daemon: invalid --security-opt 2: \"writable-cgroups=1\"");
    }

    [Fact]
    public async Task Processes_of_what_does_not_run_cannot_be_shared()
    {
        var id = (await Docker("create --name one busybox")).Ok().Line;
        (await Docker("create --name two --pid container:one busybox")).Ok();
        var answer = await Engine.Api.Post("/containers/two/start", "");
        Assert.Equal((500, $"failed to join PID namespace: container {id} is not running"), ((int)answer.Status, answer.Json["message"]!.GetValue<string>()));
    }
}
