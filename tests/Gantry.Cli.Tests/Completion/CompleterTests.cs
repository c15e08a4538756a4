using Gantry.Cli.Client;
using Gantry.Cli.Completion;
using Gantry.Cli.Settings;

namespace Gantry.Cli.Tests.Completion;

/// <summary>What can be completed without an engine.</summary>
public sealed class CompleterTests
{
    [Theory]
    [InlineData("pu", "pull push")]
    [InlineData("volume ", "create inspect ls prune rm")]
    [InlineData("--context x volume r", "rm")]
    [InlineData("network rm --fo", "--force")]
    [InlineData("compose pu", "publish pull push")]
    [InlineData("compose up --pu", "--pull")]
    [InlineData("run -e A=b --cpus 1 --label-", "--label-file")]
    [InlineData("exec web ls --fo", "")]
    [InlineData("nosuch ", "")]
    public async Task Words_are_offered(string line, string expected)
    {
        var settings = new ClientSettings("/nonexistent", _ => "default", _ => { });
        using var engine = new EngineClient(EngineAddress.Parse("unix:///nonexistent"));
        var found = await new Completer(new NameSource(engine, settings)).RunAsync(line.Split(' '), default);
        Assert.Equal(expected, string.Join(' ', found.Select(candidate => candidate.Word)));
    }
}
