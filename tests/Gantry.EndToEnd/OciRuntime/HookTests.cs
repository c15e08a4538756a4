using System.Text.Json.Nodes;

namespace Gantry.EndToEnd.OciRuntime;

/// <summary>Programs that run at points of a container's life.</summary>
public sealed class HookTests
{
    [Fact]
    public async Task All_six_kinds_run_in_their_order_with_the_state_on_standard_input()
    {
        await using var bundle = await Bundle.Make("sh", "-c", "cat /said");
        var said = Path.Combine(bundle.Root, "said");
        var hooks = new JsonObject();
        foreach (var kind in new[] { "prestart", "createRuntime", "createContainer", "startContainer", "poststart", "poststop" })
        {
            var file = kind == "startContainer" ? "/said" : kind is "poststart" or "poststop" ? Path.Combine(bundle.Folder, "after") : said;
            hooks[kind] = new JsonArray(Hook("/bin/sh", "sh", "-c", $"read -r state; case $state in *'\"id\":\"one\"'*) echo {kind} >> {file};; esac"));
        }

        bundle.Spec["hooks"] = hooks;
        (await bundle.Run("run", "one")).Prints("prestart\ncreateRuntime\ncreateContainer\nstartContainer\n");
        Assert.Equal("poststart\npoststop\n", await File.ReadAllTextAsync(Path.Combine(bundle.Folder, "after")));
    }

    [Theory]
    [InlineData("prestart")]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    [InlineData("startContainer")]
    public async Task A_hook_that_fails_keeps_the_container_from_being_made(string kind)
    {
        await using var bundle = await Bundle.Make("echo", "never");
        bundle.Spec["hooks"] = new JsonObject { [kind] = new JsonArray(Hook("/bin/true", "true"), Hook("/bin/sh", "sh", "-c", "echo said; echo because >&2; exit 9")) };
        (await bundle.Run("run", "one")).Refuses($@"unable to start container process: error during container init: error running {kind} hook #1: exit status 9, stdout: said\n, stderr: because\n");
    }

    [Theory]
    [InlineData("createRuntime")]
    [InlineData("createContainer")]
    [InlineData("startContainer")]
    public async Task A_hook_that_is_not_there_is_told(string kind)
    {
        await using var bundle = await Bundle.Make("echo", "never");
        bundle.Spec["hooks"] = new JsonObject { [kind] = new JsonArray(Hook("/no/such", "such")) };
        (await bundle.Run("run", "one")).Refuses($"error during container init: error running {kind} hook #0: fork/exec /no/such: no such file or directory");
    }

    [Theory]
    [InlineData("createRuntime", "hook ran past specified timeout of 1.0s")]
    [InlineData("createContainer", "hook ran past specified timeout")]
    public async Task A_hook_that_takes_too_long_is_ended(string kind, string reason)
    {
        await using var bundle = await Bundle.Make("echo", "never");
        var hook = Hook("/bin/sleep", "sleep", "1000");
        hook["timeout"] = 1;
        bundle.Spec["hooks"] = new JsonObject { [kind] = new JsonArray(hook) };
        (await bundle.Run("run", "one")).Refuses($"error running {kind} hook #0: {reason}");
    }

    private static JsonObject Hook(string path, params string[] arguments) => new() { ["path"] = path, ["args"] = Bundle.List(arguments), ["env"] = Bundle.List("PATH=/usr/bin:/bin") };
}
