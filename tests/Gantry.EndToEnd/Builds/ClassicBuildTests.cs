using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Builds;

/// <summary>Builds by the classic builder.</summary>
public sealed class ClassicBuildTests(EngineFixture fixture) : EngineTests(fixture)
{
    private const string Build = "DOCKER_BUILDKIT=0 docker build";

    /// <summary>The client warns that this builder is deprecated.</summary>
    private const string Quiet = "2>/dev/null";

    [Fact]
    public async Task Every_instruction_leaves_its_mark()
    {
        await File(
            "all/Dockerfile",
            """
            ARG BASE=busybox
            FROM ${BASE} AS one
            ARG WHO=nobody
            ENV GREETING="hello ${WHO}" OTHER=x
            LABEL what="two words"
            WORKDIR /app
            COPY a.txt sub/ ./
            RUN echo "$GREETING" > greeting
            FROM one
            COPY --from=one /app/greeting /copied
            COPY --chown=7:8 a.txt /owned
            ADD arc.tar /unpacked/
            EXPOSE 8080 9000-9001/udp
            VOLUME /data
            USER 1:2
            STOPSIGNAL SIGINT
            HEALTHCHECK --interval=9s CMD true
            SHELL ["/bin/sh", "-ec"]
            ENTRYPOINT ["cat"]
            CMD ["/copied"]
            """);
        await File("all/a.txt", "file a\n");
        await File("all/sub/b.txt", "file b\n");
        (await Engine.Shell($"cd all && tar -cf arc.tar a.txt && {Build} --build-arg WHO=world -t all .")).Ok();
        (await Docker("run --rm all")).Prints("hello world\n");
        (await Docker("run --rm --entrypoint sh all -c 'cat /app/a.txt /app/b.txt /unpacked/a.txt; stat -c %u:%g /owned; id -u; pwd'"))
            .Prints("file a\nfile b\nfile a\n7:8\n1\n/app\n");
        (await Docker(["image", "inspect", "-f", "{{json .Config.ExposedPorts}} {{.Config.StopSignal}} {{json .Config.Healthcheck.Test}} {{json .Config.Shell}} {{json .Config.Volumes}} {{json .Config.Labels}}", "all"]))
            .Prints("{\"8080/tcp\":{},\"9000/udp\":{},\"9001/udp\":{}} SIGINT [\"CMD-SHELL\",\"true\"] [\"/bin/sh\",\"-ec\"] {\"/data\":{}} {\"what\":\"two words\"}\n");
        await Gone("all");
    }

    [Fact]
    public async Task What_did_not_change_comes_from_the_cache()
    {
        await File("cached/Dockerfile", "FROM busybox\nCOPY a /a\nRUN cat /proc/sys/kernel/random/uuid > /when\n");
        await File("cached/a", "same\n");
        var first = (await Engine.Shell($"{Build} -q -t cached:1 cached {Quiet}")).Ok().Line;
        (await Engine.Shell($"touch cached/a; {Build} -q -t cached:2 cached {Quiet}")).Prints(first + "\n");
        Assert.NotEqual(first, (await Engine.Shell($"{Build} -q --no-cache -t cached:3 cached {Quiet}")).Ok().Line);
        await File("cached/a", "other\n");
        Assert.NotEqual(first, (await Engine.Shell($"{Build} -q -t cached:4 cached {Quiet}")).Ok().Line);
        await Gone("cached:1", "cached:2", "cached:3", "cached:4");
    }

    [Fact]
    public async Task A_loaded_image_is_a_cache_where_it_is_named()
    {
        await File("from/Dockerfile", "FROM busybox\nRUN echo one > /one\nCOPY a /a\nENV B=c\n");
        await File("from/a", "a\n");
        var built = (await Engine.Shell($"{Build} -q -t from from {Quiet}")).Ok().Line;
        (await Engine.Shell("docker save -o from.tar from && docker rmi from && docker load -q -i from.tar")).Ok();
        Assert.DoesNotContain("Using cache", (await Engine.Shell($"{Build} -t unnamed from {Quiet}")).Ok().Out, StringComparison.Ordinal);
        (await Engine.Shell("docker rmi unnamed from && docker load -q -i from.tar")).Ok();

        var named = (await Engine.Shell($"{Build} --cache-from nosuch --cache-from from -t named from {Quiet}")).Ok();
        Assert.Equal(3, named.Out.Split("Using cache").Length - 1);
        (await Docker("inspect -f {{.Id}} named")).Prints(built + "\n");
        await Gone("named", "from");
    }

    [Fact]
    public async Task A_command_that_fails_ends_the_build_with_its_status()
    {
        await File("fails/Dockerfile", "FROM busybox\nRUN echo before; echo beside >&2; exit 7\n");
        var failed = await Engine.Shell($"{Build} fails");
        Assert.Equal(7, failed.Exit);
        Assert.Contains("before\n", failed.Out, StringComparison.Ordinal);
        Assert.Contains("The command '/bin/sh -c echo before; echo beside >&2; exit 7' returned a non-zero code: 7", failed.Err, StringComparison.Ordinal);
        var container = (await Docker("ps -aq")).Ok().Line;
        (await Docker($"rm {container}")).Ok();
        await Engine.Shell($"{Build} --force-rm fails");
        (await Docker("ps -aq")).Prints("");
    }

    [Theory]
    [InlineData("FROM busybox\nBOGUS x\n", "dockerfile parse error on line 2: unknown instruction: BOGUS")]
    [InlineData("FROM busybox\nCOPY nothere /\n", "COPY failed: file not found in build context or excluded by .dockerignore: stat nothere: file does not exist")]
    [InlineData("FROM busybox\nCOPY ../../etc/passwd /\n", "COPY failed: forbidden path outside the build context: ../../etc/passwd ()")]
    [InlineData("FROM busybox\nRUN --mount=type=cache,target=/c true\n", "the --mount option requires BuildKit")]
    [InlineData("FROM busybox AS x\nFROM x AS x\n", "x stage name already used")]
    public async Task What_is_wrong_is_said(string dockerfile, string message)
    {
        await File("wrong/Dockerfile", dockerfile);
        var failed = await Engine.Shell($"{Build} wrong");
        Assert.Equal(1, failed.Exit);
        Assert.Contains(message, failed.Err, StringComparison.Ordinal);
        (await Docker("ps -aq")).Prints("");
    }

    /// <summary>Links in a context lead nowhere but into the context (CVE-2018-15664, CVE-2019-14271 are of this kind).</summary>
    [Fact]
    public async Task A_link_in_the_context_does_not_lead_to_the_host()
    {
        await File("links/Dockerfile", "FROM busybox\nCOPY out /out\nCOPY dir/hostname /hostname\n");
        var failed = await Engine.Shell($"cd links && ln -sfn /etc/hostname out && ln -sfn /etc dir && {Build} .");
        Assert.NotEqual(0, failed.Exit);
        await File("links/Dockerfile", "FROM busybox\nRUN ln -s /etc /hidden\nCOPY plain /hidden/made\n");
        await File("links/plain", "content\n");
        (await Engine.Shell($"cd links && {Build} -q -t links .")).Ok();
        (await Docker("run --rm links cat /etc/made")).Prints("content\n");
        (await Engine.Shell("test ! -e /etc/made")).Ok();
        await Gone("links");
    }

    [Fact]
    public async Task A_client_that_leaves_ends_the_build()
    {
        await File("long/Dockerfile", "FROM busybox\nRUN echo begun; sleep 1000\n");
        var building = Running.Start("sh", ["-c", $"exec env {Build} long"], Engine.ClientEnvironment, keepInput: true, Engine.Work);
        await Deadline.Until(async () => (await Docker("ps -q")).Line.Length > 0 ? null : "no step runs");
        Native.Kill(building.Id, Native.SIGKILL);
        await Deadline.Until(async () => (await Docker("ps -q")).Line.Length == 0 ? null : "the step still runs");
        (await Engine.Shell("docker container prune -f")).Ok();
    }

    private async Task File(string path, string content)
    {
        var full = Path.Combine(Engine.Work, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        await System.IO.File.WriteAllTextAsync(full, content);
    }

    private async Task Gone(params string[] names)
    {
        foreach (var name in names) (await Docker($"rmi -f {name}")).Ok();
    }
}
