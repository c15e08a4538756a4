using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Builds;

/// <summary>Rules of the language that are seen only in a build.</summary>
public sealed class DockerfileRuleTests(EngineFixture fixture) : EngineTests(fixture)
{
    private static readonly string Build =
        $"{Path.Combine(Environment.GetEnvironmentVariable("GANTRY_E2E_CACHE") ?? "/var/tmp/gantry-e2e", "buildx", "docker-buildx")} build --progress plain";

    [Fact]
    public async Task Programs_see_the_later_of_argument_and_variable_and_what_the_stage_below_declared()
    {
        await Write("FROM busybox AS base\nENV N=env\nARG N=arg L=local\nRUN echo $N > /below\nFROM base\nRUN echo $N $L $TARGETSTAGE > /seen\nARG TARGETSTAGE\nRUN echo $TARGETSTAGE > /stage\n");
        (await Engine.Shell($"{Build.Replace(" --progress plain", "", StringComparison.Ordinal)} -q -t rules .")).Ok();
        (await Docker("run --rm rules cat /below /seen /stage")).Prints("arg\nenv local\ndefault\n");
        (await Docker("rmi -f rules")).Ok();
    }

    [Fact]
    public async Task Owners_that_nobody_knows_are_root()
    {
        await File.WriteAllTextAsync(Path.Combine(Engine.Work, "a"), "");
        await Write("FROM busybox\nCOPY --chown=nobodyhere:daemon a /a\nCOPY --chown=a:b:c a /b\n");
        (await Engine.Shell($"{Build.Replace(" --progress plain", "", StringComparison.Ordinal)} -q -t owners .")).Ok();
        (await Docker("run --rm owners stat -c %u:%g /b")).Prints("0:0\n");
        (await Docker("rmi -f owners")).Ok();
    }

    [Fact]
    public async Task An_owner_s_group_is_the_one_of_passwd_where_no_other_is_known_and_new_directories_are_under_the_engine_s_mask()
    {
        await File.WriteAllTextAsync(Path.Combine(Engine.Work, "a"), "");
        await Write(
            "FROM busybox\nRUN printf 'u:x:7:8::/:/bin/sh\\n' >> /etc/passwd && printf 'u:x:9:\\ng:x:10:\\n' >> /etc/group\nCOPY --chown=u a /1\nCOPY --chown=u:none a /2\nCOPY --chown=u:g a /3\nCOPY --chown=g a /4\nCOPY --chmod=7777 a /d/e\n"
            + "RUN --mount=type=cache,target=/c,mode=0777 stat -c %a /c > /cache\nRUN --mount=type=tmpfs,target=/t,ro ! touch /t/x\n");
        (await Engine.Shell($"{Build.Replace(" --progress plain", "", StringComparison.Ordinal)} -q -t masks .")).Ok();
        (await Docker("run --rm masks sh -c \"stat -c %u:%g /1 /2 /3 /4; stat -c %a /d /d/e; cat /cache\"")).Prints("7:8\n7:8\n7:10\n0:0\n755\n7777\n755\n");
        (await Docker("rmi -f masks")).Ok();
    }

    [Theory]
    [InlineData("RUN false")]
    [InlineData("EXPOSE foo")]
    public async Task What_fails_of_a_base_image_s_triggers_is_the_fault_of_the_line_that_names_it(string trigger)
    {
        await Write($"FROM busybox\nONBUILD {trigger}\nONBUILD LABEL a=b\n");
        (await Engine.Shell($"{Build} -t triggers .")).Ok();
        await Write("FROM busybox AS first\nRUN true\nFROM triggers\nRUN true\n");
        Assert.Contains("Dockerfile:3\n", (await Engine.Shell($"{Build} .")).Err, StringComparison.Ordinal);
        (await Docker("rmi -f triggers")).Ok();
    }

    [Fact]
    public async Task Findings_end_a_build_where_the_file_or_the_client_wants_that()
    {
        const string text = "FROM busybox as low\nRUN true\n";
        const string failure = "lint violation found for rules: FromAsCasing";
        await Write("# check=error=true\n" + text);
        Assert.Contains(failure, (await Engine.Shell($"{Build} .")).Err, StringComparison.Ordinal);
        Assert.Contains("ERROR: " + failure, (await Engine.Shell($"{Build} --check .")).Err, StringComparison.Ordinal);
        await Write(text);
        Assert.Contains(failure, (await Engine.Shell($"{Build} --build-arg BUILDKIT_DOCKERFILE_CHECK=error=true .")).Err, StringComparison.Ordinal);
        Assert.DoesNotContain("FromAsCasing", (await Engine.Shell($"{Build} --build-arg BUILDKIT_DOCKERFILE_CHECK=skip=all .")).Ok().Err, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Stages_that_are_not_needed_are_checked_only_when_all_are()
    {
        await Write("FROM busybox AS spare\nCMD true\nFROM busybox\nRUN true\n");
        Assert.DoesNotContain("JSONArgsRecommended", (await Engine.Shell($"{Build} .")).Ok().Err, StringComparison.Ordinal);
        Assert.Contains("JSONArgsRecommended", (await Engine.Shell($"{Build} --check .")).Out, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_hosts_network_is_refused_before_anything_runs()
    {
        await Write("FROM busybox\nRUN echo first\nRUN --network=host true\n");
        var refused = await Engine.Shell($"{Build} --no-cache .");
        Assert.Contains("failed to load LLB: network.host is not allowed", refused.Err, StringComparison.Ordinal);
        Assert.DoesNotContain("RUN echo first", refused.Err, StringComparison.Ordinal);
    }

    private Task Write(string dockerfile) => File.WriteAllTextAsync(Path.Combine(Engine.Work, "Dockerfile"), dockerfile);
}
