using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Compose;

/// <summary>Commands of Docker's own Compose that stay: they follow, watch, or are typed into.</summary>
public sealed class PluginSessionsTests(EngineFixture fixture) : EngineTests(fixture)
{
    private const string Speaker = "sh -c 'trap \"echo bye; exit 0\" TERM; echo up; while :; do sleep 1000 & wait; done'";

    [Fact]
    public async Task What_is_typed_reaches_a_container()
    {
        var project = await PluginProject.Make(Engine, "typed", "services: {cat: {image: busybox, command: cat, stdin_open: true, tty: true, network_mode: none, stop_grace_period: 0s}}");
        (await project.Run("up -d")).Ok();
        await using (var attached = project.OnTerminal("attach --detach-keys ctrl-a,d cat"))
        {
            attached.Type("hello\r");
            await attached.Shows("hello\r\nhello\r\n");
            attached.Type("\u0001d");
            await attached.Ended();
        }

        (await project.Run("ps --format '{{.State}}'")).Prints("running\n");
        await using (var exec = project.OnTerminal("exec cat sh -c 'read x; echo got $x; stty size; exit 7'"))
        {
            exec.Type("this\r");
            await exec.Shows("got this\r\n24 80\r\n");
            Assert.Equal(7, await exec.Ended());
        }

        await using (var run = project.OnTerminal("run --rm cat sh"))
        {
            run.Type("echo $((6*7)); exit 5\r");
            await run.Shows("42\r\n");
            Assert.Equal(5, await run.Ended());
        }

        await using (var attached = project.OnTerminal("attach --no-stdin --sig-proxy=false --index 1 cat"))
        {
            await Deadline.Until(async () =>
            {
                (await project.Run("exec -T cat sh -c 'echo seen > /proc/1/fd/1'")).Ok();
                return attached.Screen.Contains("seen", StringComparison.Ordinal) ? null : "it is not attached";
            });
            (await project.Run("kill -s KILL cat")).Ok();
            Assert.Equal(137, await attached.Ended());
        }

        (await project.Run("down")).Ok();
    }

    [Fact]
    public async Task Output_and_events_are_followed_until_containers_end()
    {
        var project = await PluginProject.Make(Engine, "followed", $"services: {{a: {{image: busybox, command: {Speaker}, scale: 2}}}}");
        await using var events = project.Begin("events --json");
        await using var up = project.Begin("up --no-log-prefix --timestamps -t 5");
        await up.OutContains("Z up\n");
        await using var logs = project.Begin("logs -f --no-color");
        await logs.OutContains("a-2  | up\n");
        (await project.Run("stop -t 5")).Ok();
        (await up.Ended()).Ok();
        Assert.Contains("Z bye\n", up.Out, StringComparison.Ordinal);
        await logs.OutContains("a-1  | bye\n");
        (await logs.Ended()).Ok();
        await events.OutContains("\"action\":\"die\"");
        events.Signal(Native.SIGINT);
        await events.Ended();
        await Deadline.Until(async () =>
        {
            (await project.Run("up -d")).Ok();
            await using var wait = project.Begin("wait --down-project a");
            (await project.Run("kill -s TERM a")).Ok();
            // It fails where it looked only when they had ended.
            var waited = await wait.Ended();
            return waited.Exit == 0 ? null : $"{waited}";
        });
        (await Docker("ps -aq")).Prints("");
    }

    [Fact]
    public async Task An_up_ends_with_its_first_container_or_an_interrupt()
    {
        var project = await PluginProject.Make(Engine, "ended", $"services: {{a: {{image: busybox, command: sh -c 'echo hi; exit 3', depends_on: [b]}}, b: {{image: busybox, command: {Speaker}}}}}");
        var ended = await project.Run("up --abort-on-container-exit --exit-code-from a --attach-dependencies");
        Assert.Equal(3, ended.Exit);
        Assert.Contains("| hi\n", ended.Out, StringComparison.Ordinal);
        Assert.Equal(3, (await project.Run("up --abort-on-container-failure --no-attach b")).Exit);
        await using var up = project.Begin("up b");
        await up.OutContains("| up\n");
        up.Signal(Native.SIGINT);
        await up.Ended();
        (await project.Run("ps -a --format '{{.State}} {{.ExitCode}}' b")).Prints("exited 0\n");
        (await project.Run("down")).Ok();
    }

    [Fact]
    public async Task Containers_follow_what_changes()
    {
        var project = await PluginProject.Make(
            Engine,
            "watched",
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
        foreach (var (file, text) in new[] { ("app/version", "1\n"), ("web/first", "first\n"), ("conf/a", "a\n"), ("hook/now", "\n") })
            await project.Write(file, text);
        await using var watch = project.Begin("watch --prune");
        await watch.OutContains("Watch enabled\n");
        await Shows("web", "cat /web/first", "first\n");
        await project.Write("web/second", "second\n");
        await Shows("web", "cat /web/second", "second\n");
        await project.Write("conf/a", "b\n");
        await Shows("web", "cat /etc/conf/a", "b\n");
        await project.Write("hook/now", "now\n");
        await Shows("web", "cat /ran", "now\n");
        await project.Write("app/version", "2\n");
        await Shows("app", "cat /version", "2\n");
        watch.Signal(Native.SIGINT);
        await watch.Ended();
        await using var up = project.Begin("up --watch");
        await up.OutContains("Watch enabled\n");
        await project.Write("web/third", "third\n");
        await Shows("web", "cat /web/third", "third\n");
        up.Signal(Native.SIGINT);
        await up.Ended();
        (await project.Run("down --rmi local")).Ok();
        (await Docker("image prune -f")).Ok();
    }

    [Fact]
    public async Task Images_and_files_go_to_a_registry_and_come_back()
    {
        await using var registry = await RegistryServer.Start(Engine, isLocked: true);
        var project = await PluginProject.Make(
            Engine,
            "sent",
            """
            services:
              web:
                image: localhost:5000/sent/web:1
                build: {context: ., dockerfile_inline: "FROM busybox\nRUN touch /made\n"}
                command: sleep 3600
                stop_grace_period: 0s
                depends_on: [db]
              db: {image: "localhost:5000/sent/db:1", command: sleep 3600, stop_grace_period: 0s}
            """);
        (await Engine.Shell("docker tag busybox localhost:5000/sent/db:1; docker login -u me -p pw localhost:5000 2>&1; docker push -q localhost:5000/sent/db:1")).Ok();
        (await project.Run("build --quiet --with-dependencies web; docker compose push -q --include-deps web")).Ok();
        (await Docker("rmi localhost:5000/sent/web:1 localhost:5000/sent/db:1")).Ok();
        (await project.Run("pull -q --ignore-buildable")).Ok();
        (await Docker("images --format '{{.Repository}}' localhost:5000/*/*")).Prints("localhost:5000/sent/db\n");
        (await project.Run("pull --include-deps --policy missing web")).Ok();
        await project.Write("none.yaml", "services: {none: {image: 'localhost:5000/sent/none'}}");
        (await project.Run("-f none.yaml pull --ignore-pull-failures")).Ok();
        Assert.Equal(1, (await project.Run("-f none.yaml pull -q")).Exit);
        (await project.Run("build --push --quiet web; docker compose up -d --pull always --quiet-pull")).Ok();
        (await project.Run("exec -T web ls /made")).Prints("/made\n");
        (await Engine.Shell("__TEST__INSECURE__REGISTRY__=1 docker compose --project-directory sent --progress plain publish -y --resolve-image-digests localhost:5000/sent/files:1")).Ok();
        (await project.Run("down --rmi all")).Ok();
        (await Engine.Shell("__TEST__INSECURE__REGISTRY__=1 docker compose --progress plain -p again -f oci://localhost:5000/sent/files:1 up -d -y")).Ok();
        (await Docker("exec again-web-1 ls /made")).Prints("/made\n");
        (await Engine.Shell("docker compose -p again down --rmi all; docker logout localhost:5000; docker images -q localhost:5000/*/* | xargs -r docker rmi -f")).Ok();
    }

    private static string Container(string service) => $"watched-{service}-1";

    private async Task Shows(string service, string command, string text) => await Deadline.Until(async () =>
    {
        var shown = await Docker([.. Words.Of($"exec {Container(service)} {command}")]);
        return shown.Exit == 0 && shown.Out == text ? null : $"{shown}";
    });
}
