using System.Collections.Concurrent;
using System.Text.Json.Nodes;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Volumes;

[Collection(HostPlugins.Name)]
public sealed class VolumePluginTests() : OwnEngineTests("--live-restore")
{
    private readonly ConcurrentDictionary<string, string> made = new();

    [Fact]
    public async Task A_volume_of_a_plugin_is_made_shown_used_and_removed()
    {
        await using var plugin = Plugin();
        (await Docker("volume", "create", "-d", plugin.Name, "-o", "size=big", "--label", "team=a", "one")).Prints("one\n");
        (await Docker("volume", "inspect", "-f", "{{.Driver}} {{.CreatedAt}} {{.Labels.team}} {{.Options.size}} {{.Scope}} {{.Status.used}} {{.Mountpoint}}", "one"))
            .Prints($"{plugin.Name} 2020-01-02T03:04:05Z a big global 7 {Engine.Work}/one\n");
        (await Docker("volume", "ls", "--filter", "driver=" + plugin.Name, "--format", "{{.Driver}} {{.Name}}")).Prints($"{plugin.Name} one\n");
        (await Docker("run --rm -v one:/x busybox sh -c 'echo text >/x/file'")).Ok();
        Assert.Equal("text\n", await File.ReadAllTextAsync(Engine.Work + "/one/file"));
        Assert.Equal((1, 1), (plugin.Count("Mount"), plugin.Count("Unmount")));
        Assert.Contains(plugin.Name, (await Engine.Api.Get("/info")).Json["Plugins"]!["Volume"]!.AsArray().Select(n => n!.GetValue<string>()));
        (await Docker("volume", "rm", "one")).Prints("one\n");
        Assert.Empty(made);
        (await Docker("volume", "inspect", "one")).Fails(1, "Error response from daemon: get one: no such volume");
    }

    [Fact]
    public async Task A_container_makes_and_holds_the_volumes_it_needs_and_takes_unnamed_ones_with_it()
    {
        await using var plugin = Plugin();
        var holder = (await Docker($"run -d --name holder --volume-driver {plugin.Name} -v needed:/x -v /y busybox sleep 1000")).Ok().Line;
        Assert.Equal(2, made.Count);
        (await Docker("volume rm needed")).Fails(1, $"Error response from daemon: remove needed: volume is in use - [{holder}]");
        (await Docker("rm -fv holder")).Ok();
        Assert.Equal(["needed"], made.Keys);
        Assert.Equal((2, 2), (plugin.Count("Mount"), plugin.Count("Unmount")));
        Assert.Equal(plugin.Calls.Where(c => c.Method == "Mount").Select(c => $"{c.Arguments["ID"]}").Order(), plugin.Calls.Where(c => c.Method == "Unmount").Select(c => $"{c.Arguments["ID"]}").Order());
    }

    [Fact]
    public async Task What_the_plugin_refuses_is_told_in_its_words()
    {
        await using var plugin = Plugin();
        (await Docker("volume", "create", "-d", plugin.Name, "refused")).Fails(1, "Error response from daemon: create refused: no room for it");
        (await Docker("volume", "create", "-d", plugin.Name, "unmountable")).Ok();
        (await Docker("run --rm -v unmountable:/x busybox true")).Fails(125, $"docker: Error response from daemon: error while mounting volume '{Engine.Work}/unmountable': cannot mount it");
        Assert.Equal(0, plugin.Count("Unmount"));
        (await Docker("volume", "create", "-d", plugin.Name, "staying")).Ok();
        (await Docker("volume rm staying")).Fails(1, "Error response from daemon: remove staying: it stays");
    }

    [Fact]
    public async Task A_name_belongs_to_one_driver()
    {
        await using var plugin = Plugin();
        (await Docker("volume", "create", "-d", plugin.Name, "there")).Ok();
        (await Docker("volume create there")).Fails(1, $"Error response from daemon: create there: driver '{plugin.Name}' already has volume 'there': volume name must be unique");
        (await Docker("volume create here")).Ok();
        (await Docker("volume", "create", "-d", plugin.Name, "here")).Fails(1, "Error response from daemon: create here: driver 'local' already has volume 'here': volume name must be unique");
    }

    [Fact]
    public async Task A_plugin_that_is_not_there_is_waited_for_and_named() =>
        (await Engine.Docker(["volume", "create", "-d", "gantry-e2e-nobody", "one"], within: TimeSpan.FromSeconds(40)))
            .Fails(1, "Error response from daemon: create one: error looking up volume plugin gantry-e2e-nobody: plugin \"gantry-e2e-nobody\" not found");

    [Fact]
    public async Task A_killed_daemon_still_knows_whose_volumes_there_are_and_unmounts_them()
    {
        if (EngineBinary.IsReference)
            return;
        await using var plugin = Plugin();
        (await Docker("volume", "create", "-d", plugin.Name, "--label", "team=a", "kept")).Ok();
        var user = (await Docker("run -d --name user -v kept:/x busybox sleep 1000")).Ok().Line;
        await Engine.Kill();
        await Engine.Start();
        (await Docker("volume", "inspect", "-f", "{{.Driver}} {{.Labels.team}}", "kept")).Prints($"{plugin.Name} a\n");
        (await Docker("volume rm kept")).Fails(1, $"Error response from daemon: remove kept: volume is in use - [{user}]");
        (await Docker("kill user")).Ok();
        await Engine.Reaches("user", "exited");
        Assert.Equal((1, 1), (plugin.Count("Mount"), plugin.Count("Unmount")));
    }

    private ScriptedPlugin Plugin() => new("VolumeDriver", Answer);

    private JsonObject Answer(string method, JsonNode arguments)
    {
        var name = arguments["Name"]?.GetValue<string>() ?? "";
        switch (method, name)
        {
            case ("Create", "refused"):
                return Fault("no room for it");
            case ("Create", _):
                Directory.CreateDirectory(made[name] = Path.Combine(Engine.Work, name));
                return [];
            case ("Get", _):
                return made.TryGetValue(name, out var path)
                    ? new JsonObject { ["Volume"] = new JsonObject { ["Name"] = name, ["Mountpoint"] = path, ["CreatedAt"] = "2020-01-02T03:04:05Z", ["Status"] = new JsonObject { ["used"] = 7 } } }
                    : Fault("no such volume");
            case ("List", _):
                return new JsonObject { ["Volumes"] = new JsonArray([.. made.Select(volume => new JsonObject { ["Name"] = volume.Key, ["Mountpoint"] = volume.Value })]) };
            case ("Remove", "staying"):
                return Fault("it stays");
            case ("Remove", _):
                made.TryRemove(name, out _);
                return [];
            case ("Mount", "unmountable"):
                return Fault("cannot mount it");
            case ("Mount" or "Path", _):
                return new JsonObject { ["Mountpoint"] = made[name] };
            case ("Capabilities", _):
                return new JsonObject { ["Capabilities"] = new JsonObject { ["Scope"] = "global" } };
            default:
                return [];
        }
    }

    private static JsonObject Fault(string why) => new() { ["Err"] = why };
}
