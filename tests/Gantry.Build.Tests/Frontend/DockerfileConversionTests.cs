using System.Text;

using Gantry.Build.Dockerfiles;
using Gantry.Build.Frontend;
using Gantry.Build.Graph;
using Gantry.Build.Graph.Operations;
using Gantry.Build.Solver;
using Gantry.Engine.Images.Pulls;
using Gantry.Oci.Errors;
using Gantry.Oci.Images;

namespace Gantry.Build.Tests.Frontend;

/// <summary>What is expected is what Docker 28.5.2's builder makes of the same Dockerfiles.</summary>
public sealed class DockerfileConversionTests
{
    [Fact]
    public async Task A_stage_goes_on_with_the_arguments_of_the_one_it_stands_on()
    {
        var stage = await Convert("ARG G=global\nFROM scratch AS base\nARG G\nARG L=local\nFROM base\nRUN x\n");
        Assert.Equal(["G=global", "L=local"], Environment(stage));
        Assert.Equal("RUN |2 G=global L=local /bin/sh -c x # buildkit", stage.Image.History[^1].CreatedBy);
    }

    [Theory]
    [InlineData("ENV N=env\nARG N=arg\nRUN x", "N=arg", "|1 N=arg ")]
    [InlineData("ARG N=arg\nENV N=env\nRUN x", "N=env", "|1 N=env ")]
    [InlineData("ENV N=env\nARG N\nRUN x", "N=env", "|1 N=env ")]
    public async Task Of_argument_and_variable_the_later_one_counts(string instructions, string seen, string noted)
    {
        var stage = await Convert($"FROM scratch\n{instructions}\n");
        Assert.Equal([seen], Environment(stage));
        Assert.Contains(noted, stage.Image.History[^1].CreatedBy, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_image_keeps_the_variable_that_an_argument_covered()
    {
        var stage = await Convert("FROM scratch AS base\nENV N=env\nARG N=arg\nFROM base\nRUN x\n");
        Assert.Equal(["N=env"], Environment(stage));
    }

    [Theory]
    [InlineData("", "default")]
    [InlineData("only", "only")]
    public async Task The_target_is_an_argument(string target, string value)
    {
        var stage = await Convert("FROM scratch AS only\nARG TARGETSTAGE\nRUN x\n", ("target", target));
        Assert.Equal(["TARGETSTAGE=" + value], Environment(stage));
    }

    [Fact]
    public async Task The_names_of_arguments_are_taken_as_they_stand()
    {
        var stage = await Convert("FROM scratch\nARG x=v\nARG z${x}=b$x\n");
        Assert.Equal("ARG z${x}=bv", stage.Image.History[^1].CreatedBy);
    }

    [Fact]
    public async Task A_checksum_an_owner_and_permissions_without_a_value_are_none()
    {
        var stage = await Convert("FROM scratch\nARG NONE=\nADD --checksum=$NONE --chown=$NONE --chmod=${NONE} a /\n");
        Assert.Equal("ADD a / # buildkit", stage.Image.History[^1].CreatedBy);
    }

    [Theory]
    [InlineData("5", 5u, null, false)]
    [InlineData("+5:+6", 5u, 6u, true)]
    [InlineData("5:", 5u, 0u, true)]
    public async Task An_owner_has_a_group_only_where_one_is_written(string text, uint user, uint? group, bool hasGroup)
    {
        var stage = await Convert($"FROM scratch\nCOPY --chown={text} a /\n");
        var owner = Assert.IsType<CopyAction>(Assert.Single(((FileOperation)stage.State!.Vertex.Operation).Actions)).Owner!;
        Assert.Equal((user, group, hasGroup), (owner.User!.Id, owner.Group?.Id, owner.Group is not null));
    }

    [Theory]
    [InlineData("source=a/b", "a/b", "/run/secrets/b")]
    [InlineData("id=a/b", "a/b", "/run/secrets/b")]
    [InlineData("target=/x/b", "b", "/x/b")]
    public async Task A_secret_is_called_by_all_of_its_source_and_lies_under_the_end_of_its_name(string fields, string id, string place)
    {
        var stage = await Convert($"FROM scratch\nRUN --mount=type=secret,{fields} x\n");
        var mount = Assert.Single(((ExecOperation)stage.State!.Vertex.Operation).Mounts, m => m.Kind == ExecMountKind.Secret);
        Assert.Equal((id, place), (mount.Secret!.Id, mount.Destination));
    }

    [Fact]
    public async Task A_secret_is_in_the_variable_that_is_written_even_if_that_has_no_name()
    {
        var stage = await Convert("FROM scratch\nRUN --mount=type=secret,id=s,env=$NONE x\n");
        Assert.Equal("", Assert.Single(((ExecOperation)stage.State!.Vertex.Operation).SecretVariables).Name);
    }

    [Theory]
    [InlineData("", false)]
    [InlineData(",ro", true)]
    public async Task Memory_is_read_only_where_that_is_asked_for(string field, bool isReadOnly)
    {
        var stage = await Convert($"FROM scratch\nRUN --mount=type=tmpfs,target=/t{field} x\n");
        Assert.Equal(isReadOnly, ((ExecOperation)stage.State!.Vertex.Operation).Mounts[^1].ReadOnly);
    }

    [Fact]
    public async Task To_go_to_the_root_is_no_step() => Assert.Equal("[1/2] RUN x", (await Convert("FROM scratch\nWORKDIR /\nRUN x\n")).State!.Vertex.Name);

    [Fact]
    public async Task Platform_arguments_are_the_clients_where_it_gives_them()
    {
        var stage = await Convert("FROM scratch\nARG TARGETARCH\nRUN x\n", ("build-arg:TARGETARCH", "mine"));
        Assert.Equal(["TARGETARCH=mine"], Environment(stage));
    }

    [Theory]
    [InlineData("FROM scratch AS only\nRUN x\n", "[1/1] RUN x")]
    [InlineData("FROM scratch AS only\nRUN --mount=type=tmpfs,target=/t x\n", "[only 1/1] RUN --mount=type=tmpfs,target=/t x")]
    [InlineData("FROM scratch\nRUN --mount=type=secret,id=s x\n", "[stage-0 1/1] RUN --mount=type=secret,id=s x")]
    public async Task Steps_of_a_lone_stage_name_it_only_where_there_are_other_sources(string text, string name) =>
        Assert.Equal(name, (await Convert(text)).State!.Vertex.Name);

    [Fact]
    public async Task An_image_is_for_the_platform_that_is_wanted_whatever_its_base_is_for()
    {
        Assert.Equal(PlatformChoice.Host.Architecture, (await Convert("FROM --platform=linux/riscv64 scratch\nRUN x\n")).Image.Platform!.Architecture);
        Assert.Equal("s390x", (await Convert("FROM --platform=$BUILDPLATFORM scratch\nRUN x\n", ("platform", "linux/s390x"))).Image.Platform!.Architecture);
    }

    [Fact]
    public async Task A_directory_that_expands_to_nothing_is_the_root() =>
        Assert.Equal("WORKDIR /", (await Convert("FROM scratch\nWORKDIR $NONE\nSTOPSIGNAL 99\n")).Image.History[0].CreatedBy);

    [Theory]
    [InlineData("RUN --mount=type=tmpfs x", "invalid mount target \"/\"", 2)]
    [InlineData("RUN --mount=type=bind,target=/ x", "invalid mount target \"/\"", 2)]
    [InlineData("RUN --mount=type=cache,target=$NONE x", "invalid mount target \"/\"", 2)]
    [InlineData("RUN []", "failed to marshal LLB definition: arguments are required", 0)]
    [InlineData("COPY --from=5 a /", "invalid stage index 5", 0)]
    [InlineData("COPY --from=$X a /", "variable expansion is not supported for --from, define a new stage with FROM using ARG from global scope as a workaround", 0)]
    [InlineData("COPY --from=${X:?why} a /", "failed to process \"${X:?why}\": X: why", 0)]
    [InlineData("COPY --from=x$ a /", "failed to parse stage name \"x$\": invalid reference format", 2)]
    [InlineData("RUN --mount=type=bind,from=$,target=/t x", "failed to parse stage name \"$\": invalid reference format", 0)]
    [InlineData("RUN --device=vendor.com/class=one x", "device feature is only supported in Dockerfile frontend 1.14.0-labs or later", 2)]
    [InlineData("ADD --checksum=sha256:aa http://localhost/f /", "invalid checksum digest length", 2)]
    [InlineData("ADD --checksum=md5:aa http://localhost/f /", "unsupported digest algorithm", 2)]
    [InlineData("FROM --platform=${X:?why} scratch", "failed to process arguments for platform : failed to process \"${X:?why}\": X: why", 2)]
    [InlineData("ADD --checksum=sha256:aa a /", "checksum requires HTTP(S) or Git sources", 2)]
    [InlineData("ADD --checksum=foo http://localhost/f /", "invalid checksum digest format", 2)]
    [InlineData("ADD git://localhost/r.git?what=1 /", "unexpected query \"what\"", 2)]
    [InlineData("EXPOSE foo", "invalid containerPort: foo", 2)]
    [InlineData("EXPOSE 80/foo", "invalid port: \"80/foo\": invalid proto: foo", 2)]
    [InlineData("STOPSIGNAL 0", "invalid signal: 0", 2)]
    [InlineData("FROM BAD", "failed to parse stage name \"BAD\": invalid reference format: repository name (library/BAD) must be lowercase", 2)]
    [InlineData("FROM --platform=foo scratch\nFROM scratch", "failed to parse platform foo: \"foo\": unknown operating system or architecture: invalid argument", 2)]
    [InlineData("FROM --platform=$NONE scratch", "empty platform value from expression $NONE", 2)]
    [InlineData("FROM scratch AS Low\nFROM Low", "failed to parse stage name \"Low\": invalid reference format: repository name (library/Low) must be lowercase", 3)]
    [InlineData("FROM $NONE\nFROM scratch", "base name ($NONE) should not be blank", 2)]
    public async Task Faults_are_told_in_BuildKits_words_and_with_their_line(string instructions, string message, int line)
    {
        var fault = await Assert.ThrowsAsync<BuildException>(() => Convert($"FROM scratch\n{instructions}\n"));
        Assert.Equal(message, fault.Message);
        Assert.Equal(line, fault.Locations.SelectMany(l => l.Ranges).Select(r => r.StartLine).FirstOrDefault());
    }

    [Fact]
    public async Task A_target_is_a_name_and_no_number() =>
        Assert.Equal("target stage \"0\" could not be found", (await Assert.ThrowsAsync<BuildException>(() => Convert("FROM scratch\n", ("target", "0")))).Message);

    [Fact]
    public async Task FROM_finds_stages_by_their_small_letters() => Assert.Equal(["A=b"], Environment(await Convert("FROM scratch AS Low\nENV A=b\nFROM low\nRUN x\n")));

    [Fact]
    public async Task Progress_does_not_tell_what_variables_a_secret_is_in() =>
        Assert.Equal("[stage-0 1/1] RUN --mount=type=secret,id=s,env=S echo **** ****", (await Convert("FROM scratch\nARG S=no\nRUN --mount=type=secret,id=s,env=S echo $S ${S}\n")).State!.Vertex.Name);

    [Theory]
    [InlineData("WORKDIR \"/w $A/$U\"", "WORKDIR /w v/")]
    [InlineData("WORKDIR '/q$A'", "WORKDIR /q$A")]
    [InlineData("RUN echo \"$A\" '$A' $U", "RUN echo \"v\" '$A' $U")]
    public async Task Progress_shows_instructions_expanded_and_commands_as_the_shell_sees_them(string instruction, string shown) =>
        Assert.Equal("[1/1] " + shown, (await Convert($"FROM scratch\nARG A=v\n{instruction}\n")).State!.Vertex.Name);

    [Theory]
    [InlineData("platform", "linux/amd64,linux/s390x")]
    [InlineData("build-arg:BUILDKIT_MULTI_PLATFORM", "1")]
    [InlineData("multi-platform", "true")]
    public async Task Progress_of_several_platforms_names_them(string key, string value)
    {
        var options = new FrontendOptions(new Dictionary<string, string> { [key] = value });
        Assert.True(options.IsMultiPlatform);
        var stage = await Convert("FROM scratch AS low\nRUN x\nFROM low\nRUN y\n", options.For(new Platform { Os = "linux", Architecture = "s390x" }));
        Assert.Equal("[linux/s390x stage-1 1/1] RUN y", stage.State!.Vertex.Name);
    }

    [Fact]
    public void Several_platforms_are_no_single_result() =>
        Assert.Throws<GantryException>(() => new FrontendOptions(new Dictionary<string, string> { ["platform"] = "linux/amd64,linux/s390x", ["multi-platform"] = "false" }).IsMultiPlatform);

    private static string[] Environment(BuildStage stage) =>
        [.. ((ExecOperation)stage.State!.Vertex.Operation).Process.Environment.Where(e => !e.StartsWith("PATH=", StringComparison.Ordinal))];

    private static Task<BuildStage> Convert(string text, params (string Key, string Value)[] given) =>
        Convert(text, new FrontendOptions(given.ToDictionary(g => g.Key, g => g.Value)));

    private static Task<BuildStage> Convert(string text, FrontendOptions options)
    {
        // Stages that stand on nothing ask nobody.
        var images = new BaseImages(null!, options);
        var platform = options.Platforms.Count == 1 ? options.Platforms[0] : PlatformChoice.Host;
        return new DockerfileConversion(Dockerfile.Parse(text), new SourceText("Dockerfile", Encoding.UTF8.GetBytes(text), "Dockerfile"), [], options, platform)
        {
            Images = images,
            Named = new NamedContexts(options, new Dictionary<string, BuildDefinition>(), images, new IgnoreFiles(new ClientFiles(null!))),
        }.RunAsync(CancellationToken.None);
    }
}
