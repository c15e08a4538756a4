using Gantry.Build.Dockerfiles;
using Gantry.Cli.Compose.Watching;
using Gantry.Compose.Model;

namespace Gantry.Cli.Tests.Compose;

public sealed class WatchTests
{
    private static readonly WatchRule Sync = new(
        "web", new WatchTrigger { Path = "/src/app", Action = "sync", Target = "/app", Ignore = ["node_modules/"] }, "/src", IgnoreRules.Of(["**/*.log"]));

    [Theory]
    [InlineData("/src/app/a/b.js", "/app/a/b.js")]
    [InlineData("/src/app", "/app")]
    [InlineData("/src/application/b.js", null)]
    [InlineData("/src/app/node_modules/x", null)]
    [InlineData("/src/app/debug.log", null)]
    [InlineData("/src/app/.git/HEAD", null)]
    [InlineData("/src/app/b.js~", null)]
    public void A_rule_is_about_files_below_its_path_that_are_not_ignored(string path, string? target) => Assert.Equal(target, Sync.Find(path));

    [Fact]
    public void A_rule_may_name_the_files_it_is_about()
    {
        var rule = new WatchRule("web", new WatchTrigger { Path = "/src", Action = "sync", Target = "/app", Include = ["*.js"] }, "", IgnoreRules.None);
        Assert.Equal("/app/a.js", rule.Find("/src/a.js"));
        Assert.Null(rule.Find("/src/a.css"));
    }

    [Fact]
    public void Changed_files_ask_for_what_the_rules_say_once()
    {
        WatchRule[] rules =
        [
            Sync,
            new("web", new WatchTrigger { Path = "/src/package.json", Action = "rebuild" }, "/src", IgnoreRules.None),
            new("api", new WatchTrigger { Path = "/api", Action = "sync+restart", Target = "/srv" }, "", IgnoreRules.None),
            new("job", new WatchTrigger { Path = "/job", Action = "sync+exec", Target = "/job", Exec = new ServiceHook { Command = ["reload"] } }, "", IgnoreRules.None),
        ];
        var work = WatchWork.Of(rules, ["/src/app/a", "/src/app/b", "/src/package.json", "/api/x", "/job/1", "/job/2", "/elsewhere"]);
        Assert.Equal(["web"], work.Rebuilds);
        Assert.Equal(["api"], work.Restarts);
        Assert.Equal(["api", "job", "web"], work.Copies.Keys);
        Assert.Equal(["/app/a", "/app/b"], work.Copies["web"].Values);
        Assert.Single(work.Commands);
        Assert.True(WatchWork.Of(rules, ["/elsewhere"]).IsEmpty);
    }

    [Fact]
    public async Task Files_that_change_at_once_are_one_batch()
    {
        var directory = Directory.CreateTempSubdirectory("gantry-watch-");
        using var deadline = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using (var watch = new FileWatch([directory.FullName]))
        {
            await File.WriteAllTextAsync(Path.Combine(directory.FullName, "a"), "1");
            await File.WriteAllTextAsync(Path.Combine(directory.FullName, "b"), "2");
            await foreach (var batch in watch.BatchesAsync(deadline.Token))
            {
                Assert.Equal(["a", "b"], batch.Select(Path.GetFileName));
                break;
            }
        }

        directory.Delete(recursive: true);
    }
}
