using System.Text;
using System.Text.Json.Nodes;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Daemon;

public sealed class AuthorizationTests : IAsyncLifetime
{
    private readonly Host host = Host.Create();
    private readonly ScriptedPlugin plugin;
    private readonly Engine engine;
    private Func<string, string, bool> allows = (_, _) => true;

    public AuthorizationTests()
    {
        plugin = Script();
        engine = AskedBy(plugin);
    }

    public async Task InitializeAsync()
    {
        await engine.Start();
        await engine.ImportBusybox();
    }

    public async Task DisposeAsync()
    {
        await plugin.DisposeAsync();
        await engine.DisposeAsync();
        host.Dispose();
    }

    [Fact]
    public async Task A_request_that_is_denied_is_not_carried_out()
    {
        allows = (method, uri) => method != "AuthZReq" || !uri.Contains("/volumes/create", StringComparison.Ordinal);
        (await engine.Docker("volume create one")).Fails(1, $"Error response from daemon: authorization denied by plugin {plugin.Name}: not for you");
        Assert.Equal(403, (await engine.Api.Post("/volumes/create", """{"Name":"one"}""")).Code);
        (await engine.Docker("volume ls -q")).Prints("");
    }

    [Fact]
    public async Task An_answer_that_is_denied_does_not_reach_the_client()
    {
        (await engine.Docker("volume create one")).Ok();
        allows = (method, uri) => method != "AuthZRes" || !uri.Contains("/volumes/one", StringComparison.Ordinal);
        var answer = await engine.Api.Get("/volumes/one");
        Assert.Equal((403, $"authorization denied by plugin {plugin.Name}: not for you"), (answer.Code, answer.Message));
    }

    [Fact]
    public async Task The_plugin_is_told_what_is_asked_and_answered()
    {
        (await engine.Docker("volume create --label team=a one")).Ok();
        var asked = plugin.Calls.Single(c => c.Method == "AuthZReq" && $"{c.Arguments["RequestUri"]}".EndsWith("/volumes/create", StringComparison.Ordinal)).Arguments;
        Assert.Equal("POST", $"{asked["RequestMethod"]}");
        Assert.Equal("application/json", $"{asked["RequestHeaders"]!["Content-Type"]}");
        Assert.Equal("one", JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String($"{asked["RequestBody"]}")))!["Name"]!.GetValue<string>());
        var answered = plugin.Calls.Single(c => c.Method == "AuthZRes" && $"{c.Arguments["RequestUri"]}".EndsWith("/volumes/create", StringComparison.Ordinal)).Arguments;
        Assert.Equal(201, answered["ResponseStatusCode"]!.GetValue<int>());
        Assert.Equal("a", JsonNode.Parse(Encoding.UTF8.GetString(Convert.FromBase64String($"{answered["ResponseBody"]}")))!["Labels"]!["team"]!.GetValue<string>());
    }

    [Fact]
    public async Task Streams_and_long_answers_pass_through()
    {
        (await engine.Docker("run --name long busybox seq 1 50000")).Ok();
        Assert.Equal(50000, (await engine.Docker("logs long")).Ok().Out.Count(c => c == '\n'));
        Assert.Equal("done\n", (await engine.Docker(["run", "--rm", "-i", "busybox", "cat"], "done\n"u8.ToArray())).Ok().Out);
        Assert.Equal([plugin.Name], (await engine.Api.Get("/info")).Json["Plugins"]!["Authorization"]!.AsArray().Select(n => n!.GetValue<string>()));
    }

    [Fact]
    public async Task A_plugin_that_cannot_be_asked_denies()
    {
        await plugin.DisposeAsync();
        var answer = await engine.Docker(["volume", "ls"], within: TimeSpan.FromSeconds(60));
        Assert.StartsWith($"Error response from daemon: plugin {plugin.Name} failed with error: ", answer.Err, StringComparison.Ordinal);
    }

    private ScriptedPlugin Script() => new("authz", (method, arguments) => new JsonObject
    {
        ["Allow"] = allows(method, arguments["RequestUri"]?.GetValue<string>() ?? ""),
        ["Msg"] = "not for you",
    });

    private Engine AskedBy(ScriptedPlugin plugin) => new(host, "--authorization-plugin", plugin.Name);
}
