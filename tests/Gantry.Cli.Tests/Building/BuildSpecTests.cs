using Gantry.Cli.Building;
using Gantry.Cli.CommandLine;
using Gantry.Cli.Streams;

namespace Gantry.Cli.Tests.Building;

public sealed class BuildSpecTests
{
    [Theory]
    [InlineData("type=bogus", "ERROR: unsupported secret type \"bogus\"")]
    [InlineData("src=/etc/hostname", "secret missing ID")]
    [InlineData("id=a,what=b", "ERROR: unexpected key 'what' in 'id=a,what=b'")]
    [InlineData("id=a,src=/nosuch", "failed to stat /nosuch: stat /nosuch: no such file or directory")]
    public void A_secret_that_is_none_is_refused(string text, string message) => Assert.Equal(message, Assert.Throws<CliException>(() => SecretSpec.Parse(text)).Message);

    [Theory]
    [InlineData("build", "", false)]
    [InlineData("check", "frontend.lint", false)]
    [InlineData("lint,format=json", "frontend.lint", true)]
    [InlineData("outline,format=text", "frontend.outline", false)]
    [InlineData("targets,format=json", "frontend.targets", true)]
    [InlineData("subrequests.describe", "frontend.subrequests.describe", false)]
    public void A_question_has_a_kind_and_a_form(string text, string frontend, bool isJson) => Assert.Equal(new BuildQuestion(frontend, isJson), BuildQuestion.Parse(text));

    [Fact]
    public void A_question_nobody_answers_is_refused() => Assert.Contains("unknown call \"foo\"", Assert.Throws<CliException>(() => BuildQuestion.Parse("foo,format=json")).Message, StringComparison.Ordinal);

    [Theory]
    [InlineData("a=/nosuch", "failed to convert agent config {a [/nosuch] false}: failed to convert agent config for ID: \"a\": stat /nosuch: no such file or directory")]
    [InlineData("=/etc/hostname", "failed to convert agent config {default [/etc/hostname] false}: failed to convert agent config for ID: \"default\": failed to parse /etc/hostname: ssh: no key found")]
    public void An_agent_that_is_none_is_refused(string text, string message) => Assert.Equal(message, Assert.Throws<CliException>(() => new BuildAgents([text])).Message);

    [Fact]
    public void A_secret_is_a_file_or_a_variable()
    {
        Assert.Equal(File.ReadAllBytes("/proc/sys/kernel/ostype"), SecretSpec.Parse("id=a,src=/proc/sys/kernel/ostype").Read());
        Assert.Equal(Environment.GetEnvironmentVariable("PATH"), System.Text.Encoding.UTF8.GetString(SecretSpec.Parse("id=a,env=PATH").Read()));
        Assert.Equal(Environment.GetEnvironmentVariable("PATH"), System.Text.Encoding.UTF8.GetString(SecretSpec.Parse("id=PATH").Read()));
    }

    [Theory]
    [InlineData("out", "local", "/out", false)]
    [InlineData("type=local,dest=out", "local", "/out", false)]
    [InlineData("type=docker", "moby", null, false)]
    [InlineData("type=registry,name=a", "moby", null, true)]
    [InlineData("type=image,push=true", "moby", null, true)]
    [InlineData("-", "tar", null, false)]
    public void An_output_says_its_kind_and_its_place(string text, string type, string? place, bool isPushed)
    {
        var output = OutputSpec.Parse(text, new StandardStreams(Stream.Null, Stream.Null, Stream.Null));
        Assert.Equal((type, isPushed), (output.Export.Type, output.IsPushed));
        Assert.EndsWith(place ?? "", output.Export.Directory ?? "", StringComparison.Ordinal);
        Assert.Equal(type == "tar", output.Export.Open is not null);
    }

    [Theory]
    [InlineData("type=local", "dest is required for local exporter")]
    [InlineData("a=b,c", "invalid value c")]
    [InlineData("type=oci,tar=false", "dest is required for oci exporter")]
    [InlineData("type=tar,dest=x,tar=false", "tar=false is for images: use type=local for files")]
    [InlineData("type=oci,dest=/etc/hostname,tar=false", "destination directory /etc/hostname is a file")]
    public void An_output_that_is_none_is_refused(string text, string message) =>
        Assert.Equal(message, Assert.Throws<CliException>(() => OutputSpec.Parse(text, new StandardStreams(Stream.Null, Stream.Null, Stream.Null))).Message);
}
