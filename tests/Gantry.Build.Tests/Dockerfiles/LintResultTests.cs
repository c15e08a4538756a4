using System.Text.Json;

using Gantry.Build.Dockerfiles;
using Gantry.Build.Dockerfiles.Checking;
using Gantry.Build.Dockerfiles.Descriptions;
using Gantry.Build.Frontend;

namespace Gantry.Build.Tests.Dockerfiles;

public sealed class LintResultTests
{
    private const string Text = "FROM scratch\nRUN a\nLABEL \\\n a=$x\nUSER $y\n";

    private static LintResult Run(string text) => LintResult.Of("Dockerfile", text, DockerfileCheck.Run(Dockerfile.Parse(text), new CheckContext()).Findings);

    [Fact]
    public void Findings_are_shown_with_their_lines() => Assert.Equal(
        """

        WARNING: UndefinedVar - https://docs.docker.com/go/dockerfile/rule/undefined-var/
        Usage of undefined variable '$x'
        Dockerfile:3
        --------------------
           2 |     RUN a
           3 | >>> LABEL \
           4 | >>>  a=$x
           5 |     USER $y
        --------------------

        WARNING: UndefinedVar - https://docs.docker.com/go/dockerfile/rule/undefined-var/
        Usage of undefined variable '$y'
        Dockerfile:5
        --------------------
           3 |     LABEL \
           4 |      a=$x
           5 | >>> USER $y
           6 |     
        --------------------

        """,
        Run(Text).ToText());

    [Fact]
    public void The_answer_has_findings_and_the_fault()
    {
        var fault = Assert.Throws<DockerfileException>(() => Dockerfile.Parse("FROM scratch\nBOGUS"));
        using var json = JsonDocument.Parse(LintResult.Of("Dockerfile", "FROM scratch\nBOGUS", [], fault).ToJson());
        Assert.Equal(JsonValueKind.Null, json.RootElement.GetProperty("warnings").ValueKind);
        Assert.Equal(
            """{"message":"dockerfile parse error on line 2: unknown instruction: BOGUS","location":{"ranges":[{"start":{"line":2},"end":{"line":2}}]}}""",
            JsonSerializer.Serialize(json.RootElement.GetProperty("buildError")));
        Assert.Equal(["filename", "data", "language"], json.RootElement.GetProperty("sources")[0].EnumerateObject().Select(p => p.Name));
        using var found = JsonDocument.Parse(Run(Text).ToJson());
        Assert.Equal(["ruleName", "description", "url", "detail", "location"], found.RootElement.GetProperty("warnings")[0].EnumerateObject().Select(p => p.Name));
        Assert.Equal((0, 1), (Run("FROM scratch\n").StatusCode, Run(Text).StatusCode));
    }

    [Fact]
    public void The_answer_is_escaped_as_Go_does_and_tells_where_the_file_comes_from()
    {
        var definition = FileDefinitions.Describe(FileDefinitions.Local("dockerfile", "session", ["Dockerfile"], "[internal] load build definition from Dockerfile"));
        var json = System.Text.Encoding.UTF8.GetString(LintResult.Of("Dockerfile", "FROM scratch\n", [], new DockerfileException("a 'b' \"c\" <d>"), definition).ToJson());
        Assert.Contains("a 'b' \\\"c\\\" \\u003cd\\u003e", json, StringComparison.Ordinal);
        using var read = JsonDocument.Parse(json);
        var source = read.RootElement.GetProperty("sources")[0];
        Assert.Equal(["filename", "data", "definition", "language"], source.EnumerateObject().Select(p => p.Name));
        Assert.Equal(["def", "metadata", "Source"], source.GetProperty("definition").EnumerateObject().Select(p => p.Name));
        Assert.Equal(2, source.GetProperty("definition").GetProperty("metadata").EnumerateObject().Count());
    }

    [Theory]
    [InlineData(0, 0)]
    [InlineData(9, 9)]
    public void What_is_not_in_the_text_is_not_shown(int first, int last) => Assert.Equal("", SourceExcerpt.Of("Dockerfile", "FROM scratch", new LineRange(first, last)));
}
