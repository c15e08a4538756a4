using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Builds;

/// <summary>Builds through BuildKit's client.</summary>
public sealed class BuildxTests(EngineFixture fixture) : EngineTests(fixture)
{
    private static readonly string Build =
        $"{Path.Combine(Environment.GetEnvironmentVariable("GANTRY_E2E_CACHE") ?? "/var/tmp/gantry-e2e", "buildx", "docker-buildx")} build";

    [Fact]
    public async Task Stages_mounts_and_here_documents_make_an_image_that_runs()
    {
        await File(
            "all/Dockerfile",
            """
            FROM busybox AS base
            ARG WHO=nobody
            RUN echo "hi $WHO" > /hi
            FROM busybox AS files
            COPY --chmod=640 --chown=1:2 a.txt /owned
            COPY <<one.txt <<two.txt /docs/
            first $WHO
            one.txt
            second
            two.txt
            RUN <<EOF
            set -e
            echo from heredoc > /heredoc
            EOF
            FROM files
            COPY --from=base /hi /hi
            RUN --mount=type=cache,target=/cache,id=counted echo run >> /cache/n; wc -l < /cache/n > /runs
            RUN --mount=type=tmpfs,target=/tt touch /tt/x
            RUN --mount=type=bind,source=a.txt,target=/bound/a.txt cat /bound/a.txt > /from-bind
            RUN --mount=type=secret,id=tok cat /run/secrets/tok > /secret
            CMD ["cat", "/hi"]
            """);
        await File("all/a.txt", "file a\n");
        await File("all/token", "s3cr3t\n");
        var build = $"{Build} --progress plain --build-arg WHO=world --secret id=tok,src=all/token -t all all";
        (await Engine.Shell(build)).Ok();
        (await Docker("run --rm all")).Prints("hi world\n");
        (await Docker("run --rm all sh -c 'stat -c \"%a %u:%g\" /owned; cat /docs/one.txt /docs/two.txt /heredoc /runs /from-bind /secret; ls -A /tt /cache /run/secrets /bound 2>&1 || true'"))
            .Prints("640 1:2\nfirst \nsecond\nfrom heredoc\n1\nfile a\ns3cr3t\nls: /tt: No such file or directory\nls: /cache: No such file or directory\nls: /run/secrets: No such file or directory\nls: /bound: No such file or directory\n");
        var again = (await Engine.Shell($"touch all/a.txt; {build} 2>&1")).Ok();
        Assert.Equal(9, again.Out.Split(" CACHED\n").Length - 1);
        Assert.Single(again.Out.Split('\n'), l => l.EndsWith("[internal] load metadata for docker.io/library/busybox:latest", StringComparison.Ordinal));
        Assert.Matches(@"transferring dockerfile: \d+B ([\d.]+s )?done\n", again.Out);
        Assert.Matches(@"transferring context: [\d.]+k?B ([\d.]+s )?done\n", again.Out);
        Assert.Matches(@"naming to docker.io/library/all ([\d.]+s )?done\n", again.Out);
        Assert.Contains("UndefinedVar: Usage of undefined variable '$WHO' (line 6)", again.Out, StringComparison.Ordinal);
        (await Docker("rmi -f all")).Ok();
    }

    [Fact]
    public async Task A_build_that_changes_nothing_makes_the_same_image_whose_history_names_each_layer()
    {
        await File("same/Dockerfile", "FROM busybox\nENV A=1\nRUN true\nCOPY one two /d/\nRUN echo x > /x\nWORKDIR /d\nCMD [\"true\"]\n");
        await File("same/one", "1\n");
        await File("same/two", "22\n");
        var first = (await Engine.Shell($"{Build} -q -t same same")).Ok().Out;
        var second = (await Engine.Shell($"touch same/one; {Build} -q -t same same")).Ok().Out;
        Assert.Equal(first, second);
        var history = (await Docker("history --format '{{.Size}} {{.CreatedBy}}' same")).Ok().Out.Split('\n').Take(6);
        Assert.Equal(
            """
            0B CMD ["true"]
            0B WORKDIR /d
            2B RUN /bin/sh -c echo x > /x # buildkit
            5B COPY one two /d/ # buildkit
            0B RUN /bin/sh -c true # buildkit
            0B ENV A=1
            """,
            string.Join('\n', history));
        (await Docker("rmi -f same")).Ok();
    }

    [Fact]
    public async Task What_is_built_on_an_image_without_a_path_has_one()
    {
        (await Engine.Shell("docker create --name pathless busybox && docker export pathless | docker import -c 'ENV B=2' - pathless && docker rm pathless")).Ok();
        await File("path/Dockerfile", "FROM pathless\nRUN /bin/env | grep ^PATH > /path\n");
        (await Engine.Shell($"{Build} -q -t path path")).Ok();
        const string path = "PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin";
        (await Docker("run --rm path cat /path")).Prints(path + "\n");
        (await Docker(["inspect", "-f", "{{.Config.Env}}", "path"])).Prints($"[B=2 {path}]\n");
        (await Docker("rmi -f path pathless")).Ok();
    }

    [Fact]
    public async Task A_command_that_fails_is_shown_where_it_stands()
    {
        await File("fails/Dockerfile", "FROM busybox\nRUN echo before\n\nRUN exit 3\n");
        var failed = await Engine.Shell($"{Build} --progress plain fails");
        Assert.Equal(1, failed.Exit);
        Assert.Contains("   4 | >>> RUN exit 3\n", failed.Err, StringComparison.Ordinal);
        Assert.Contains("process \"/bin/sh -c exit 3\" did not complete successfully: exit code: 3", failed.Err, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Results_go_to_directories_and_archives()
    {
        await File("out/Dockerfile", "FROM busybox AS b\nRUN mkdir -p /res/d && echo x > /res/f && ln -s f /res/l\nFROM scratch\nCOPY --from=b /res /\n");
        (await Engine.Shell($"{Build} -q -o type=local,dest=res out >/dev/null 2>&1; cd res; ls -F; cat f")).Prints("d/\nf\nl@\nx\n");
        (await Engine.Shell($"{Build} -q -o type=tar,dest=res.tar out >/dev/null 2>&1; tar -tf res.tar")).Prints("d/\nf\nl\n");
    }

    [Fact]
    public async Task A_linked_copy_is_found_and_the_host_has_a_name()
    {
        await File("host/Dockerfile", "FROM busybox\nCOPY --link Dockerfile /copied/\nRUN grep gateway.internal /etc/hosts\n");
        const string flags = "--progress plain --add-host gateway.internal:host-gateway host 2>&1";
        var address = (await Docker(["network", "inspect", "-f", "{{(index .IPAM.Config 0).Gateway}}", "bridge"])).Ok().Line;
        Assert.Contains($" {address}\tgateway.internal\n", (await Engine.Shell($"{Build} {flags}")).Ok().Out, StringComparison.Ordinal);
        var again = (await Engine.Shell($"{Build} {flags}")).Ok().Out;
        Assert.Matches(@"COPY --link Dockerfile /copied/\n#\d+ CACHED\n", again);
    }

    [Fact]
    public async Task Checks_warn()
    {
        await File("check/Dockerfile", "FROM busybox as low\nRUN true\n");
        var checks = await Engine.Shell($"{Build} --check check 2>&1");
        Assert.Equal(1, checks.Exit);
        Assert.Contains("FromAsCasing", checks.Out, StringComparison.Ordinal);
    }

    /// <summary>A mount shows files of the context or of a stage, whatever its links lead to (CVE-2024-23651, CVE-2024-23652 are of this kind).</summary>
    [Fact]
    public async Task A_mount_does_not_lead_to_the_host()
    {
        await File("links/Dockerfile", "FROM busybox\nRUN --mount=type=bind,source=out,target=/seen cat /seen/hostname\n");
        var failed = await Engine.Shell($"cd links && ln -sfn /etc out && {Build} .");
        Assert.NotEqual(0, failed.Exit);
        await File("stub/Dockerfile", "FROM busybox AS evil\nRUN ln -s /etc /stub\nFROM evil\nRUN --mount=type=tmpfs,target=/stub/new true\n");
        await Engine.Shell($"{Build} -q stub");
        (await Engine.Shell("test ! -e /etc/new && test -e /etc/hostname")).Ok();
    }

    [Theory]
    [InlineData("--network=host", "", "network.host is not allowed")]
    [InlineData("--security=insecure", "", "security.insecure is not allowed")]
    [InlineData("--security=insecure", "--allow security.insecure", "security.insecure")]
    public async Task A_Dockerfile_alone_does_not_leave_its_confinement(string flag, string allowed, string message)
    {
        await File("free/Dockerfile", $"FROM busybox\nRUN {flag} true\n");
        var failed = await Engine.Shell($"{Build} {allowed} free");
        Assert.Equal(1, failed.Exit);
        Assert.Contains(message, failed.Err, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_built_survives_the_end_of_the_daemon()
    {
        await File("kept/Dockerfile", "FROM busybox\nRUN cat /proc/sys/kernel/random/uuid > /when\n");
        (await Engine.Shell($"{Build} -q -t kept kept")).Ok();
        var first = (await Docker("run --rm kept cat /when")).Ok().Out;
        await Engine.Kill();
        await Engine.Start();
        (await Engine.Shell($"{Build} -q -t kept:again kept")).Ok();
        (await Docker("run --rm kept:again cat /when")).Prints(first);
        (await Docker("rmi -f kept kept:again")).Ok();
    }

    private async Task File(string path, string content)
    {
        var full = Path.Combine(Engine.Work, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        await System.IO.File.WriteAllTextAsync(full, content);
    }
}
