using Gantry.Build.Dockerfiles;
using Gantry.Build.Dockerfiles.Checking;

namespace Gantry.Build.Tests.Dockerfiles;

public sealed class CheckTests
{
    private static readonly string Directory = Path.Combine(AppContext.BaseDirectory, "Dockerfiles", "Samples");

    public static TheoryData<string> Samples => [.. System.IO.Directory.GetFiles(Directory, "*.Dockerfile").Select(f => Path.GetFileNameWithoutExtension(f)!).Order()];

    private static CheckContext Context => new()
    {
        PlatformArguments = new Dictionary<string, string>
        {
            ["BUILDPLATFORM"] = "linux/amd64",
            ["BUILDOS"] = "linux",
            ["BUILDARCH"] = "amd64",
            ["BUILDVARIANT"] = "",
            ["TARGETPLATFORM"] = "linux/amd64",
            ["TARGETOS"] = "linux",
            ["TARGETARCH"] = "amd64",
            ["TARGETVARIANT"] = "",
            ["TARGETSTAGE"] = "default",
        },
        Ignored = IgnoreRules.Parse(File.ReadAllText(Path.Combine(Directory, "dockerignore"))),
    };

    private static CheckReport Run(string text, CheckContext? context = null) => DockerfileCheck.Run(Dockerfile.Parse(text), context ?? Context);

    /// <summary>What is expected was found by Docker 28.5 (<c>docker buildx build --call=check,format=json</c>), with the names of variables that are equally near in either order.</summary>
    [Theory]
    [MemberData(nameof(Samples))]
    public void Docker_finds_the_same(string sample)
    {
        var text = File.ReadAllText(Path.Combine(Directory, sample + ".Dockerfile"));
        var expected = File.ReadAllLines(Path.Combine(Directory, sample + ".expected"));
        CheckReport report;
        try
        {
            report = Run(text);
        }
        catch (DockerfileException e)
        {
            Assert.Equal(expected[^1], $"error {e.Lines.First}-{e.Lines.Last} {e.Message}");
            return;
        }

        var found = report.Findings.Select(f => $"{f.Rule} {f.Lines.First}-{f.Lines.Last} {f.Message}").Order(StringComparer.Ordinal);
        Assert.Equal(string.Join('\n', expected.Where(l => !l.StartsWith("error ", StringComparison.Ordinal))), string.Join('\n', found));
        Assert.All(report.Findings, f => Assert.Equal(CheckRules.ByName[f.Rule].Url, f.Url));
        if (report.Failure is not null) Assert.Contains($"error 0-0 {report.Failure}", expected);
    }

    [Fact]
    public void A_base_image_brings_variables_and_triggers()
    {
        const string Text = "FROM busybox\nCMD $A ${B}\nLABEL a=$A b=$B c=$C\n";
        Assert.Equal(["JSONArgsRecommended", "UndefinedVar", "UndefinedVar", "UndefinedVar"], Run(Text).Findings.Select(f => f.Rule));
        var facts = new BaseFacts
        {
            Environment = new Dictionary<string, string> { ["A"] = "1" },
            HasShell = true,
            Triggers = [Dockerfile.ParseInstruction("ARG B"), Dockerfile.ParseInstruction("LABEL x=$D")],
            WrongPlatform = "linux/arm64",
            ExpectedPlatform = "linux/amd64",
        };
        var findings = Run(Text, Context with { Bases = new Dictionary<int, BaseFacts> { [0] = facts } }).Findings;
        Assert.Equal(
            [
                (1, "Base image busybox was pulled with platform \"linux/arm64\", expected \"linux/amd64\" for current build"), (1, "Usage of undefined variable '$D' (did you mean $A?)"),
                (3, "Usage of undefined variable '$C' (did you mean $A?)"),
            ],
            findings.Select(f => (f.Lines.First, f.Message)));
    }

    [Fact]
    public void Only_stages_that_are_built_are_looked_at()
    {
        const string Text = "FROM scratch AS a\nCMD a\nFROM scratch\nCMD b\n";
        Assert.Equal(4, Assert.Single(Run(Text, Context with { Stages = new HashSet<int> { 1 } }).Findings).Lines.First);
    }

    [Fact]
    public void Build_arguments_are_variables()
    {
        Assert.Empty(Run("ARG base\nFROM $base\nARG x\nLABEL x=$x", Context with { Options = CheckOptions.Parse("skip=InvalidDefaultArgInFrom"), BuildArguments = new Dictionary<string, string> { ["base"] = "scratch", ["x"] = "1" } }).Findings);
        Assert.Single(Run("ARG base\nFROM $base\nCMD a").Findings);
    }

    [Theory]
    [InlineData("foo", "invalid check option \"foo\"")]
    [InlineData("foo=1", "invalid check option \"foo\"")]
    [InlineData("error=x", "failed to parse check option \"error=x\": strconv.ParseBool: parsing \"x\": invalid syntax")]
    public void Wrong_options_are_told(string text, string message) => Assert.Equal(message, Assert.Throws<DockerfileException>(() => CheckOptions.Parse(text)).Message);

    [Fact]
    public void A_wrong_directive_is_told() =>
        Assert.Equal("failed to parse check options: invalid check option \"foo\"", Assert.Throws<DockerfileException>(() => Run("# check=foo\nFROM scratch")).Message);
}
