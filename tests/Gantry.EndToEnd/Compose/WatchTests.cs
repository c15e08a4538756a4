using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Compose;

/// <summary>Containers that follow files of the host, with <c>gantry compose watch</c>.</summary>
public sealed class WatchTests(EngineFixture fixture) : EngineTests(fixture)
{
    private string Folder => Path.Combine(Engine.Work, "watched");

    [Fact]
    public async Task Containers_follow_what_changes()
    {
        await Write(
            "compose.yaml",
            """
            services:
              app:
                build: {context: app, dockerfile_inline: "FROM busybox\nCOPY version /version\n"}
                command: sleep 3600
                stop_grace_period: 0s
                develop: {watch: [{action: rebuild, path: app/version}]}
              web:
                image: busybox
                command: sleep 3600
                stop_grace_period: 0s
                develop:
                  watch:
                    - {action: sync, path: web, target: /web, initial_sync: true, ignore: [private]}
                    - {action: sync+restart, path: conf, target: /etc/conf}
                    - {action: sync+exec, path: hook, target: /hook, exec: {command: [sh, -c, "cat /hook/now > /ran"]}}
            """);
        await Write("app/version", "1\n");
        await Write("web/first", "first\n");
        await Write("conf/a", "a\n");
        await Write("hook/now", "\n");

        await using var watch = Running.Start(EngineBinary.Client, ["compose", "--progress", "plain", "watch"], Engine.ClientEnvironment, folder: Folder);
        await watch.OutContains("Watch enabled\n");
        await Shows("web", "cat /web/first", "first\n");

        await Write("web/second", "second\n");
        await Shows("web", "cat /web/second", "second\n");
        await Write("web/private", "secret\n");
        File.Delete(Path.Combine(Folder, "web/first"));
        await Shows("web", "ls /web", "second\n");

        var started = await Inspect("web", "{{.State.StartedAt}}");
        await Write("conf/a", "b\n");
        await watch.OutContains("service(s) [\"web\"] restarted\n");
        await Shows("web", "cat /etc/conf/a", "b\n");
        Assert.NotEqual(started, await Inspect("web", "{{.State.StartedAt}}"));

        await Write("hook/now", "now\n");
        await Shows("web", "cat /ran", "now\n");

        var first = await Inspect("app", "{{.Image}}");
        foreach (var version in new[] { "2\n", "3\n" })
        {
            await Write("app/version", version);
            await Shows("app", "cat /version", version);
        }

        // The image of the first container lost its name with the second build, and its last user before the third.
        Assert.Equal(1, (await Docker($"image inspect {first}")).Exit);
        watch.Signal(Native.SIGINT);
        await watch.Ended();
        (await Engine.Shell($"cd {Folder}; {ComposeClients.Ours} --progress quiet down --rmi local")).Ok();
    }

    private async Task Shows(string service, string command, string text) => await Deadline.Until(async () =>
    {
        var shown = await Docker([.. Words.Of($"exec watched-{service}-1 {command}")]);
        return shown.Exit == 0 && shown.Out == text ? null : $"{shown}";
    });

    private async Task<string> Inspect(string service, string template) => (await Docker("inspect", "-f", template, $"watched-{service}-1")).Ok().Line;

    private async Task Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(Path.Combine(Folder, file))!);
        await File.WriteAllTextAsync(Path.Combine(Folder, file), text);
    }
}
