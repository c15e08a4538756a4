using Gantry.Build.Dockerfiles;

namespace Gantry.Build.Tests.Dockerfiles;

public sealed class ParseTests
{
    private static Instruction One(string text) => Assert.Single(Dockerfile.Parse("FROM scratch\n" + text).Stages[0].Instructions);

    private static string Fault(string text) => Assert.Throws<DockerfileException>(() => Dockerfile.Parse(text)).Message;

    [Fact]
    public void A_file_is_arguments_and_stages()
    {
        var file = Dockerfile.Parse("\uFEFF# syntax=docker/dockerfile:1 # x\nARG BASE=busybox OTHER\n\n# build compiles\nfrom --platform=$BUILDPLATFORM ${BASE}:1 As Build\nrun make\nFROM scratch\nCOPY --from=build /a /b\n");
        Assert.Equal("docker/dockerfile:1", file.Syntax);
        Assert.Equal([new ArgDeclaration("BASE", "busybox"), new ArgDeclaration("OTHER", null)], file.GlobalArguments[0].Declarations);
        var from = file.Stages[0].From;
        Assert.Equal(("${BASE}:1", "build", "$BUILDPLATFORM", "Build", "As", "from"), (from.Base, from.StageName, from.Platform, from.WrittenName, from.WrittenAs, from.WrittenKeyword));
        Assert.Equal(new LineRange(5, 5), from.Lines);
        Assert.Equal(["build compiles"], from.Comments);
        Assert.Equal("run make", file.Stages[0].Instructions[0].Text);
        Assert.Equal("build", Assert.IsType<CopyInstruction>(file.Stages[1].Instructions[0]).From);
    }

    [Fact]
    public void Lines_go_on_over_comments_and_empty_lines()
    {
        var file = Dockerfile.Parse("FROM scratch\nRUN a \\\n  # no part of it\n\n   b \\  \n&& c\\\\\nRUN d\n");
        Assert.Equal(["RUN a    b && c\\\\", "RUN d"], file.Stages[0].Instructions.Select(i => i.Text));
        Assert.Equal(new LineRange(2, 6), file.Stages[0].Instructions[0].Lines);
        var finding = Assert.Single(file.Findings);
        Assert.Equal(("NoEmptyContinuation", new LineRange(6, 6)), (finding.Rule, finding.Lines));
    }

    [Fact]
    public void A_directive_changes_what_escapes()
    {
        var file = Dockerfile.Parse("# escape=`\nFROM scratch\nRUN dir C:\\ `\n /b\n");
        Assert.Equal('`', file.EscapeCharacter);
        Assert.Equal(["dir C:\\  /b"], Assert.IsType<RunInstruction>(file.Stages[0].Instructions[0]).Command.Words);
        Assert.Equal('\\', Dockerfile.Parse("# a comment\n# escape=`\nFROM scratch").EscapeCharacter);
        Assert.Equal('\\', Dockerfile.Parse("\n# escape=`\nFROM scratch").EscapeCharacter);
        Assert.Equal("skip=all", Dockerfile.Parse("#check=skip=all\nFROM scratch").Check);
    }

    [Fact]
    public void Here_documents_follow_their_line()
    {
        var file = Dockerfile.Parse("FROM scratch\nCOPY <<-a 3<<'b' x /dst/\n\tone $A\na\n\ttwo\nb\nRUN <<EOF\n#!/bin/sh\necho\nEOF\nRUN [\"x\", \"<<EOF\"]\nRUN python3 <<-EOT | cat\n\tprint\n\tEOT\nRUN true");
        var copy = Assert.IsType<CopyInstruction>(file.Stages[0].Instructions[0]);
        Assert.Equal(["x"], copy.Sources);
        Assert.Equal([new HereDocument("a", "one $A\n", true, 0) { Written = "\tone $A\n" }, new HereDocument("b", "\ttwo\n", false, 3)], copy.HereDocuments);
        Assert.Equal(new LineRange(2, 6), copy.Lines);
        var script = Assert.IsType<RunInstruction>(file.Stages[0].Instructions[1]).Command;
        Assert.True(script.IsHereDocument);
        Assert.Equal("#!/bin/sh\necho\n", script.HereDocuments[0].Content);
        Assert.Empty(Assert.IsType<RunInstruction>(file.Stages[0].Instructions[2]).Command.HereDocuments);
        var piped = Assert.IsType<RunInstruction>(file.Stages[0].Instructions[3]).Command;
        Assert.False(piped.IsHereDocument);
        Assert.Equal(("print\n", "\tprint\n"), (piped.HereDocuments[0].Content, piped.HereDocuments[0].Written));
        Assert.Equal(5, file.Stages[0].Instructions.Count);
    }

    [Fact]
    public void Variables_are_expanded_in_a_document_as_in_a_text()
    {
        var copy = One("COPY --chown=$U <<E \"$D\"\n'$A' \\$A\nE\n");
        var variables = new Dictionary<string, string> { ["A"] = "1", ["D"] = "/d e", ["U"] = "me" };
        var expanded = Assert.IsType<CopyInstruction>(copy.Expand(w => new ShellWords('\\').Expand(w, variables), w => ShellWords.ForContent.Expand(w, variables)));
        Assert.Equal(("me", "/d e", "'1' $A\n"), (expanded.Chown, expanded.Destination, expanded.HereDocuments[0].Content));
    }

    [Fact]
    public void Commands_are_for_the_shell_or_lists()
    {
        Assert.Equal(["a", "b c"], Assert.IsType<CmdInstruction>(One("CMD [\"a\", \"b c\"] ")).Command.Words);
        Assert.False(Assert.IsType<CmdInstruction>(One("CMD []")).Command.IsShell);
        var shell = Assert.IsType<EntrypointInstruction>(One("ENTRYPOINT ['a', \"b\"]")).Command;
        Assert.True(shell.IsShell);
        Assert.Equal(["['a', \"b\"]"], shell.Words);
        Assert.Equal(["/a b", "/c"], Assert.IsType<VolumeInstruction>(One("VOLUME [\" /a b\", \"/c\"]")).Paths);
        Assert.Equal(["10", "80/tcp", "9"], Assert.IsType<ExposeInstruction>(One("EXPOSE 9 80/tcp   10")).Ports);
        Assert.Equal(["sh", "-c"], Assert.IsType<ShellInstruction>(One("SHELL [\"sh\",\"-c\"]")).Words);
    }

    [Fact]
    public void Settings_have_two_forms()
    {
        Assert.Equal([new Setting("a", "\"b c\""), new Setting("d", "e\\ f"), new Setting("g", "")], Assert.IsType<EnvInstruction>(One("ENV a=\"b c\" d=e\\ f g=")).Settings);
        Assert.Equal([new Setting("a", "b  c=d") { IsOldForm = true }], Assert.IsType<LabelInstruction>(One("LABEL a   b  c=d")).Settings);
        Assert.Equal([new ArgDeclaration("a", "'b c'"), new ArgDeclaration("d", null)], Assert.IsType<ArgInstruction>(One("ARG a='b c' d")).Declarations);
    }

    [Fact]
    public void Copies_have_flags()
    {
        var copy = Assert.IsType<CopyInstruction>(One("COPY --from=x --chown=1:2 --chmod=u+x --link --parents=FALSE --exclude=*.a --exclude=b a b /c/"));
        Assert.Equal(("x", "1:2", "u+x", true, false), (copy.From, copy.Chown, copy.Chmod, copy.Link, copy.Parents));
        Assert.Equal(["*.a", "b"], copy.Excludes);
        Assert.Equal(["a", "b", "/c/"], [.. copy.Sources, copy.Destination]);
        var add = Assert.IsType<CopyInstruction>(One("ADD --keep-git-dir --checksum=sha256:ab --unpack=false https://x /y"));
        Assert.True(add.IsAdd);
        Assert.Equal((true, "sha256:ab", false), (add.KeepGitDirectory, add.Checksum, add.Unpack));
        Assert.Equal(["-- a"], Assert.IsType<RunInstruction>(One("RUN --network=none -- -- a")).Command.Words);
    }

    [Fact]
    public void Mounts_are_read_when_variables_are_expanded()
    {
        var run = Assert.IsType<RunInstruction>(One("RUN --mount=type=cache,id=$I,target=/c,from=base,sharing=Locked,mode=0700,uid=5 --mount=type=secret,id=s,env=S,required --mount=type=tmpfs,dst=/t,size=1.5k --mount=\"type=bind,rw,\\\"src=a,b\\\",target=/b\" --device=a.b/c=d,required x"));
        Assert.Equal("base", run.Mounts[0].From);
        var mounts = Assert.IsType<RunInstruction>(run.Expand(w => w == "$I" ? "7" : w)).Mounts;
        Assert.Equal(new RunMount(RunMountKind.Cache) { Id = "7", Target = "/c", From = "base", Sharing = CacheSharing.Locked, Mode = 0x1C0, UserId = 5 }, mounts[0]);
        Assert.Equal(new RunMount(RunMountKind.Secret) { Id = "s", EnvironmentVariable = "S", Required = true, ReadOnly = true }, mounts[1]);
        Assert.Equal(new RunMount(RunMountKind.Tmpfs) { Target = "/t", Size = 1536 }, mounts[2]);
        Assert.Equal(new RunMount(RunMountKind.Bind) { Source = "a,b", Target = "/b" }, mounts[3]);
        Assert.Equal([new RunDevice("a.b/c=d", true)], run.Devices);
    }

    [Theory]
    [InlineData("type=binf", "unsupported mount type \"binf\" (did you mean bind?)")]
    [InlineData("taget=/a", "unexpected key 'taget' in 'taget=/a' (did you mean target?)")]
    [InlineData("target", "invalid field 'target' must be a key=value pair")]
    [InlineData("size=1", "unexpected key 'size' for mount type 'bind'")]
    [InlineData("type=tmpfs,size=x", "invalid value for size: x")]
    [InlineData("type=tmpfs,mode=1", "mode not allowed for \"tmpfs\" type mounts")]
    [InlineData("type=cache,mode=9", "invalid value 9 for mode")]
    [InlineData("type=secret", "invalid secret mount. one of source, target required")]
    [InlineData("type=secret,id=a,src=b", "both source and id can't be set")]
    [InlineData("sharing=shared", "invalid cache sharing set for bind mount")]
    [InlineData("ro=maybe", "invalid value for ro: maybe")]
    public void A_wrong_mount_is_told(string mount, string message)
    {
        var fault = Assert.Throws<DockerfileException>(() => One($"RUN --mount={mount} x").Expand(w => w));
        Assert.Equal((message, new LineRange(2, 2)), (fault.Message, fault.Lines));
    }

    [Fact]
    public void Health_checks_have_times()
    {
        var check = Assert.IsType<HealthcheckInstruction>(One("HEALTHCHECK --interval=1m30s --timeout=1.5s --start-period=0 --retries=+4 cmd [\"a\"]"));
        Assert.Equal((TimeSpan.FromSeconds(90), TimeSpan.FromSeconds(1.5), TimeSpan.Zero, 4), (check.Interval, check.Timeout, check.StartPeriod, check.Retries));
        Assert.False(check.Command!.IsShell);
        Assert.Null(Assert.IsType<HealthcheckInstruction>(One("HEALTHCHECK none")).Command);
    }

    [Fact]
    public void Triggers_are_kept_as_text()
    {
        var trigger = Assert.IsType<OnbuildInstruction>(One("onbuild   RUN <<E\nx\nE\n")).Trigger;
        Assert.Equal("RUN <<E\nx\nE", trigger);
        Assert.Equal("x\n", Assert.IsType<RunInstruction>(Dockerfile.ParseInstruction(trigger)).Command.HereDocuments[0].Content);
        Assert.Throws<DockerfileException>(() => Dockerfile.ParseInstruction("RUN a\nRUN b"));
    }

    [Theory]
    [InlineData("FROM a\nBOGUS\n", "dockerfile parse error on line 2: unknown instruction: BOGUS")]
    [InlineData("FROM a\nCOPPY a b\n", "dockerfile parse error on line 2: unknown instruction: COPPY (did you mean COPY?)")]
    [InlineData("FROM a\nruun a\n", "dockerfile parse error on line 2: unknown instruction: ruun (did you mean run?)")]
    [InlineData("FROM a b\n", "dockerfile parse error on line 1: FROM requires either one or three arguments")]
    [InlineData("FROM a AS 1b\n", "dockerfile parse error on line 1: invalid name for build stage: \"1b\", name can't start with a number or contain symbols")]
    [InlineData("RUN a\n", "no build stage in current context")]
    [InlineData("ARG a\n", "dockerfile contains no stages to build")]
    [InlineData("", "the Dockerfile cannot be empty")]
    [InlineData("# only\n", "file with no instructions")]
    [InlineData("# escape=x\nFROM a", "invalid escape token 'x' does not match ` or \\")]
    [InlineData("# escape=`\n# Escape=`\nFROM a", "only one escape parser directive can be used")]
    [InlineData("FROM a\nRUN <<E\nx", "unterminated heredoc")]
    [InlineData("FROM a\nENV a\n", "ENV must have two arguments")]
    [InlineData("FROM a\nENV a=b c\n", "Syntax error - can't find = in \"c\". Must be of the form: name=value")]
    [InlineData("FROM a\nENV\n", "dockerfile parse error on line 2: ENV requires at least one argument")]
    [InlineData("FROM a\nENV =b\n", "dockerfile parse error on line 2: ENV names can not be blank")]
    [InlineData("FROM a\nCMD [1]\n", "when using JSON array syntax, arrays must be comprised of strings only")]
    [InlineData("FROM a\nSHELL sh -c\n", "dockerfile parse error on line 2: SHELL requires the arguments to be in JSON form")]
    [InlineData("FROM a\nCOPY a\n", "dockerfile parse error on line 2: COPY requires at least two arguments, but only one was provided. Destination could not be determined")]
    [InlineData("FROM a\nCOPY a <<E\nE\n", "dockerfile parse error on line 2: COPY cannot accept a heredoc as a destination")]
    [InlineData("FROM a\nCOPY --form=x a b\n", "dockerfile parse error on line 2: unknown flag: --form (did you mean from?)")]
    [InlineData("FROM a\nCOPY --from a b\n", "dockerfile parse error on line 2: missing a value on flag: --from")]
    [InlineData("FROM a\nCOPY --link=x a b\n", "dockerfile parse error on line 2: expecting boolean value for flag --link, not: x")]
    [InlineData("FROM a\nCOPY --from=a --from=b a b\n", "dockerfile parse error on line 2: duplicate flag specified: --from")]
    [InlineData("FROM a\nRUN --network=x a\n", "dockerfile parse error on line 2: invalid network mode \"x\"")]
    [InlineData("FROM a\nRUN --mount=from=$x a\n", "dockerfile parse error on line 2: 'from' doesn't support variable expansion, define alias stage instead")]
    [InlineData("FROM a\nRUN --mount= a\n", "dockerfile parse error on line 2: failed to parse csv mounts: EOF")]
    [InlineData("FROM a\nHEALTHCHECK FOO\n", "dockerfile parse error on line 2: Unknown type \"FOO\" in HEALTHCHECK (try CMD)")]
    [InlineData("FROM a\nHEALTHCHECK --timeout=1x CMD a\n", "dockerfile parse error on line 2: time: unknown unit \"x\" in duration \"1x\"")]
    [InlineData("FROM a\nHEALTHCHECK --timeout=1us CMD a\n", "dockerfile parse error on line 2: Interval \"timeout\" cannot be less than 1ms")]
    [InlineData("FROM a\nHEALTHCHECK --retries=x CMD a\n", "dockerfile parse error on line 2: strconv.ParseInt: parsing \"x\": invalid syntax")]
    [InlineData("FROM a\nONBUILD ONBUILD RUN a\n", "dockerfile parse error on line 2: Chaining ONBUILD via `ONBUILD ONBUILD` isn't allowed")]
    [InlineData("FROM a\nONBUILD from b\n", "dockerfile parse error on line 2: FROM isn't allowed as an ONBUILD trigger")]
    [InlineData("FROM a\nVOLUME [\" \"]\n", "dockerfile parse error on line 2: VOLUME specified can not be an empty string")]
    [InlineData("FROM a\nUSER\n", "dockerfile parse error on line 2: USER requires exactly one argument")]
    public void What_is_wrong_is_told_as_BuildKit_tells_it(string text, string message) => Assert.Equal(message, Fault(text));

    [Fact]
    public void The_names_of_arguments_are_expanded_where_they_are_not_literal()
    {
        var argument = Assert.IsType<ArgInstruction>(One("ARG a$x=b$x"));
        Assert.Equal([new ArgDeclaration("avalue", "bvalue")], Expanded(argument));
        Assert.Equal([new ArgDeclaration("a$x", "bvalue")], Expanded(argument with { HasLiteralNames = true }));

        static IReadOnlyList<ArgDeclaration> Expanded(ArgInstruction argument) => ((ArgInstruction)argument.Expand(w => w.Replace("$x", "value", StringComparison.Ordinal))).Declarations;
    }

    [Fact]
    public void A_line_may_be_long_but_not_endless()
    {
        Assert.Single(Dockerfile.Parse($"FROM a\nRUN {new string('x', 65_535 - 4)}\n").Stages);
        Assert.Equal("dockerfile line greater than max allowed size of 65535", Fault($"FROM a\nRUN {new string('x', 65_536 - 4)}\n"));
    }
}
