using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Logs;

public sealed class RotationTests(EngineFixture fixture) : EngineTests(fixture)
{
    [Theory]
    [InlineData("json-file", "--log-opt max-size=20k --log-opt max-file=200")]
    [InlineData("json-file", "--log-opt max-size=20k --log-opt max-file=200 --log-opt compress=true")]
    [InlineData("local", "--log-opt max-size=20k --log-opt max-file=200")]
    [InlineData("local", "--log-opt max-size=20k --log-opt max-file=200 --log-opt compress=false")]
    public async Task No_line_is_lost_while_files_are_exchanged(string driver, string options)
    {
        (await Docker($"run -d --name turned --log-driver {driver} {options} busybox seq 1 20000")).Ok();
        (await Docker("wait turned")).Prints("0\n");
        var lines = (await Docker("logs turned")).Ok().Lines;
        Assert.Equal(Enumerable.Range(1, 20000).Select(i => $"{i}"), lines);
        (await Docker("logs --tail 3000 turned")).Prints(string.Concat(Enumerable.Range(17001, 3000).Select(i => $"{i}\n")));
    }

    [Theory]
    [InlineData("json-file", "--log-opt max-size=20k --log-opt max-file=300")]
    [InlineData("local", "--log-opt max-size=20k --log-opt max-file=300")]
    public async Task A_follower_misses_nothing_while_files_are_exchanged(string driver, string options)
    {
        (await Docker($"run -d -i --name followed --log-driver {driver} {options} busybox sh -c 'read go; seq 1 20000'")).Ok();
        await using var follower = Engine.Begin("logs -f followed");
        await using var typing = Engine.Begin("attach followed");
        await typing.Write("go\n");
        var lines = (await follower.Ended()).Ok().Lines;
        Assert.Equal(Enumerable.Range(1, 20000).Select(i => $"{i}"), lines);
    }

    [Fact]
    public async Task Only_as_many_files_are_kept_as_were_asked_for()
    {
        (await Docker("run --name few --log-driver local --log-opt max-size=10k --log-opt max-file=3 busybox seq 1 5000")).Ok();
        var lines = (await Docker("logs few")).Ok().Lines;
        Assert.Equal(Enumerable.Range(5001 - lines.Length, lines.Length).Select(i => $"{i}"), lines);
        Assert.InRange(lines.Length, 400, 2000);
        var files = Directory.GetFiles(Engine.DataRoot, "container.log*", SearchOption.AllDirectories);
        Assert.InRange(files.Length, 3, 4);
    }
}
