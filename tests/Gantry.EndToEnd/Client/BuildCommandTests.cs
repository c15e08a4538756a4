using System.Text.Json.Nodes;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Client;

/// <summary><c>gantry build</c>, beside BuildKit's own client.</summary>
public sealed class BuildCommandTests(EngineFixture fixture) : EngineTests(fixture)
{
    private static readonly string Buildx = Path.Combine(Environment.GetEnvironmentVariable("GANTRY_E2E_CACHE") ?? "/var/tmp/gantry-e2e", "buildx", "docker-buildx");

    private static string Build => $"{EngineBinary.Client} build";

    [Fact]
    public async Task All_that_a_client_offers_reaches_the_build()
    {
        await File(
            "all/Dockerfile",
            """
            FROM busybox AS other
            RUN exit 1
            FROM busybox AS wanted
            ARG WHO
            COPY . /context/
            COPY --from=extra file /extra
            RUN --mount=type=secret,id=token echo "$WHO $(cat /run/secrets/token) $(grep -c special /etc/hosts)" > /said
            CMD ["cat", "/said"]
            """);
        await File("all/.dockerignore", "**/*.log\n!kept.log\nDockerfile\n");
        await File("all/sub/a.log", "");
        await File("all/sub/b", "");
        await File("all/kept.log", "");
        await File("extra/file", "from extra\n");
        await File("token", "s3cr3t");
        var flags = "--build-arg WHO=world --target wanted --label one=1 --secret id=token,src=token --build-context extra=extra --add-host special:10.1.2.3 --no-cache-filter wanted";
        var built = (await Shell($"{Build} -q {flags} -t own:all --iidfile id --metadata-file facts all")).Ok();
        (await Docker("run --rm own:all")).Prints("world s3cr3t 1\n");
        (await Docker("run --rm own:all sh -c 'cd /context; find . | sort; cat /extra'")).Prints(".\n./.dockerignore\n./kept.log\n./sub\n./sub/b\nfrom extra\n");
        (await Docker("inspect -f '{{.Config.Labels}}' own:all")).Prints("map[one:1]\n");
        Assert.Equal(built.Line, await System.IO.File.ReadAllTextAsync(Path.Combine(Engine.Work, "id")));
        var facts = JsonNode.Parse(await System.IO.File.ReadAllTextAsync(Path.Combine(Engine.Work, "facts")))!;
        Assert.Equal(built.Line, facts["containerimage.config.digest"]!.GetValue<string>());
        Assert.Equal("docker.io/library/own:all", facts["image.name"]!.GetValue<string>());
        (await Docker("rmi -f own:all")).Ok();
    }

    [Fact]
    public async Task The_image_is_the_one_that_BuildKit_s_client_gets()
    {
        await File("same/Dockerfile", "FROM busybox\nCOPY --chown=1:2 dir /dir\nRUN echo x > /x\n");
        await File("same/dir/file", "content\n");
        var own = (await Shell($"ln -sfn file same/dir/link; {Build} -q same")).Ok().Line;
        Assert.Equal(own, (await Shell($"{Buildx} build -q same")).Ok().Line);
        Assert.Equal(own, (await Shell($"{Build} -q - < <(tar -C same -c .)")).Ok().Line);
        Assert.Equal(own, (await Shell($"{Build} -q -f - same < same/Dockerfile")).Ok().Line);
        (await Docker($"rmi -f {own}")).Ok();
    }

    [Fact]
    public async Task A_Dockerfile_from_standard_input_needs_no_files()
    {
        var built = (await Shell($"printf 'FROM busybox\\nRUN echo hi > /hi\\n' | {Build} -q -")).Ok();
        (await Docker($"run --rm {built.Line} cat /hi")).Prints("hi\n");
        (await Docker($"rmi -f {built.Line}")).Ok();
    }

    [Fact]
    public async Task What_was_typed_wrong_is_told_as_Docker_s_client_does()
    {
        await File("wrong/dockerfile", "FROM busybox\nRUN echo low > /low\n");
        Assert.StartsWith("sha256:", (await Shell($"{Build} --progress quiet wrong")).Ok().Line, StringComparison.Ordinal);
        (await Shell($"{Build} -q -f wrong/none wrong")).Fails(1, "ERROR: failed to build: failed to solve: failed to read dockerfile: open none: no such file or directory");
        (await Shell($"{Build} -q --build-arg =x wrong")).Fails(1, "ERROR: invalid key-value pair \"=x\": empty key");
        (await Shell($"{Build} -q --label =x wrong")).Fails(1, "ERROR: invalid key-value pair \"=x\": empty key");
    }

    [Fact]
    public async Task Files_and_archives_come_to_the_client()
    {
        await File("out/Dockerfile", "FROM busybox AS made\nRUN mkdir /d; echo one > /d/one; ln -s one /d/two\nFROM scratch\nCOPY --from=made /d/ /\n");
        await File("dest/here", "stays\n");
        (await Shell($"{Build} -q -o dest out")).Ok();
        (await Shell("cat dest/here dest/one; readlink dest/two")).Prints("stays\none\none\n");
        (await Shell($"{Build} -q -o - out | tar -t | sort")).Prints("one\ntwo\n");
        (await Shell($"{Build} -q -o type=oci,dest=layout.tar out > /dev/null && tar -tf layout.tar | grep -c index.json")).Prints("1\n");
    }

    [Fact]
    public async Task What_fails_is_shown_where_it_stands()
    {
        await File("fails/Dockerfile", "FROM busybox\nRUN echo before\n\nRUN echo said; exit 3\n");
        var failed = await Shell($"{Build} --progress plain fails");
        Assert.Equal(1, failed.Exit);
        Assert.Contains("------\n > [3/3] RUN echo said; exit 3:\n", failed.Err, StringComparison.Ordinal);
        Assert.Contains("   4 | >>> RUN echo said; exit 3\n", failed.Err, StringComparison.Ordinal);
        Assert.EndsWith("ERROR: failed to build: failed to solve: process \"/bin/sh -c echo said; exit 3\" did not complete successfully: exit code: 3\n", failed.Err, StringComparison.Ordinal);
        (await Shell($"{Build} nosuch")).Is(1, "", "ERROR: failed to build: unable to prepare context: path \"nosuch\" not found\n");
    }

    [Fact]
    public async Task Progress_is_lines_or_documents()
    {
        await File("shown/Dockerfile", "FROM busybox\nRUN echo hello; printf open\n");
        var plain = (await Shell($"{Build} --no-cache --progress plain shown")).Ok().Err;
        Assert.Matches(@"\n#\d+ \[2/2\] RUN echo hello; printf open\n#\d+ \d\.\d{3} hello\n#\d+ \d\.\d{3} open\n#\d+ DONE \d+\.\ds\n\n", plain);
        Assert.Contains(" CACHED\n", (await Shell($"{Build} --progress plain shown")).Ok().Err, StringComparison.Ordinal);
        var lines = (await Shell($"{Build} --no-cache --progress rawjson shown")).Ok().Err.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => JsonNode.Parse(l)!).ToList();
        Assert.Contains(lines, l => l["logs"]?[0]?["data"]?.GetValue<string>() == "aGVsbG8K" || l["logs"]?[0]?["data"]?.GetValue<string>() == "aGVsbG8Kb3Blbg==");
        Assert.Contains(lines, l => l["vertexes"]?.AsArray().Any(v => v!["name"]!.GetValue<string>() == "[2/2] RUN echo hello; printf open" && v["completed"] is not null) == true);
    }

    [Fact]
    public async Task A_check_builds_nothing_and_tells_what_it_found()
    {
        await File("check/Dockerfile", "FROM busybox\nCMD echo hi\n");
        var own = await Shell($"{Build} --check check");
        var theirs = await Shell($"{Buildx} build --check check");
        Assert.Equal(theirs.Exit, own.Exit);
        Assert.Contains("JSONArgsRecommended", own.Out, StringComparison.Ordinal);
    }

    private Task<Outcome> Shell(string line) => Engine.Shell(line);

    private async Task File(string path, string content)
    {
        var full = Path.Combine(Engine.Work, path);
        Directory.CreateDirectory(Path.GetDirectoryName(full)!);
        await System.IO.File.WriteAllTextAsync(full, content);
    }
}
