using System.Text.RegularExpressions;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Compose;

/// <summary>Docker's own Compose and <c>gantry compose</c> on the same projects: what one made is what the other would have made.</summary>
public sealed partial class TakeoverTests(EngineFixture fixture) : EngineTests(fixture)
{
    private const string Text = """
        services:
          db:
            image: busybox
            command: sleep 3600
            stop_grace_period: 0s
            volumes: [data:/data, /anon, ./conf:/conf:ro, {type: tmpfs, target: /scratch, tmpfs: {size: 1m}}]
            networks: {back: {aliases: [store]}, default: {}}
            ports: ["18535:80", "127.0.0.1:18536:81/udp"]
            healthcheck: {test: "true", interval: 100ms, retries: 2}
            environment: {A: b, C: }
            labels: {mine: x}
            ulimits: {nofile: {soft: 100, hard: 200}}
            deploy: {resources: {limits: {memory: 50m}}}
          web:
            image: busybox
            command: [sleep, "3600"]
            stop_grace_period: 0s
            depends_on: {db: {condition: service_healthy, restart: true}}
            configs: [{source: conf, target: /etc/conf}]
            secrets: [tok]
            scale: 2
            cap_add: [NET_ADMIN]
            tmpfs: [/t]
            extra_hosts: ["far:1.2.3.4"]
            init: true
            read_only: false
            logging: {driver: json-file, options: {max-size: 1m}}
          side: {image: busybox, command: sleep 3600, stop_grace_period: 0s, network_mode: "service:db", restart: unless-stopped}
          job: {image: busybox, command: "true", network_mode: none, depends_on: [web], user: "1:2", working_dir: /tmp, hostname: h}
        networks: {back: {labels: {x: y}, internal: true}}
        volumes: {data: {labels: {v: w}}}
        configs: {conf: {content: hello}}
        secrets: {tok: {file: ./compose.yaml}}
        """;

    private static readonly string Theirs = ComposeClients.Theirs + " --progress plain";

    private static readonly string Ours = ComposeClients.Ours + " --progress plain";

    [Fact]
    public async Task Containers_networks_and_volumes_are_the_same()
    {
        await Project("same");
        (await Run("same", Theirs, "up -d")).Ok();
        var theirs = await Inspect("same");
        (await Run("same", Theirs, "down -v")).Ok();
        (await Run("same", Ours, "up -d")).Ok();
        var ours = await Inspect("same");
        (await Run("same", Ours, "down -v")).Ok();
        Assert.Equal(theirs, ours);
    }

    [Fact]
    public async Task Either_leaves_alone_what_the_other_made()
    {
        await Project("shared");
        foreach (var (first, second) in new[] { (Theirs, Ours), (Ours, Theirs) })
        {
            (await Run("shared", first, "up -d")).Ok();
            var before = await Ids();
            (await Run("shared", second, "up -d")).Ok();
            Assert.Equal(before, await Ids());
            (await Run("shared", second, "down -v")).Ok();
            (await Engine.Shell("docker ps -aq; docker volume ls -q; docker network ls -q --filter name=shared")).Prints("");
        }
    }

    [Theory]
    [InlineData("ps")]
    [InlineData("ps -a --format 'table {{.Service}}\\t{{.Name}}\\t{{.Ports}}'")]
    [InlineData("ps -q")]
    [InlineData("ps --services")]
    [InlineData("ps --status exited --format '{{.Name}} {{.ExitCode}}'")]
    [InlineData("ps nosuch")]
    [InlineData("ps --filter x=y")]
    [InlineData("ls")]
    [InlineData("ls -a --format json")]
    [InlineData("images")]
    [InlineData("images -q")]
    [InlineData("top job")]
    [InlineData("volumes")]
    [InlineData("volumes --format '{{.Name}} {{.Driver}} {{.Mountpoint}}'")]
    [InlineData("port db 80")]
    [InlineData("port db 99")]
    [InlineData("port nosuch 80")]
    [InlineData("exec -T db echo hi")]
    [InlineData("exec -T db sh -c 'exit 4'")]
    [InlineData("exec nosuch ls")]
    [InlineData("logs")]
    [InlineData("wait job")]
    [InlineData("up -d nosuch")]
    [InlineData("up --wait --attach db")]
    [InlineData("up -d --abort-on-container-exit")]
    [InlineData("up --force-recreate --no-recreate")]
    [InlineData("down --rmi some")]
    [InlineData("-p nothing down")]
    [InlineData("--dry-run stop db")]
    [InlineData("restart --dry-run --no-deps db")]
    [InlineData("--dry-run up db")]
    [InlineData("--dry-run run --rm job true")]
    [InlineData("--dry-run exec -d db echo 'a \"b\"'")]
    [InlineData("--dry-run exec db true")]
    [InlineData("--dry-run attach db")]
    [InlineData("--dry-run cp db:/etc/passwd .")]
    [InlineData("--dry-run --progress json kill db")]
    [InlineData("--dry-run commit db x:y")]
    [InlineData("--dry-run export -o x.tar db")]
    [InlineData("commit nosuch")]
    [InlineData("commit")]
    [InlineData("commit db UPPER")]
    [InlineData("export -o x.tar --index 7 web")]
    [InlineData("export job")]
    [InlineData("--parallel 1 stop db")]
    public async Task Commands_print_the_same(string command)
    {
        await Project("listed");
        (await Run("listed", Ours, "up -d")).Ok();
        (await Docker("wait listed-job-1")).Prints("0\n");
        var (theirs, ours) = (await Run("listed", Theirs, command), await Run("listed", Ours, command));
        (await Run("listed", Ours, "down -v")).Ok();
        Assert.Equal(Said(theirs), Said(ours));
    }

    private static string Said(Outcome outcome) => $"exit {outcome.Exit}\n{Columns().Replace(Ages().Replace(outcome.Out, "some time"), "  ")}\n--- error\n{Times().Replace(outcome.Err, "time=T")}";

    private async Task<string> Inspect(string project)
    {
        (await Docker($"wait {project}-job-1")).Prints("0\n");
        return await ProjectState.Of(Engine, project);
    }

    private async Task<string> Ids() => (await Engine.Shell("docker ps -a --no-trunc --format '{{.Names}} {{.ID}}' | sort")).Ok().Out;

    private Task<Outcome> Run(string project, string tool, string command) => Engine.Shell($"cd {project}; {tool} {command}");

    private async Task Project(string name)
    {
        Directory.CreateDirectory(Path.Combine(Engine.Work, name, "conf"));
        await File.WriteAllTextAsync(Path.Combine(Engine.Work, name, "compose.yaml"), Text);
    }

    [GeneratedRegex("time=\"[^\"]*\"")]
    private static partial Regex Times();

    [GeneratedRegex(@"(Less than a second|About a minute|\d+ seconds?)( ago)?")]
    private static partial Regex Ages();

    /// <summary>How wide a column is depends on the ages in it.</summary>
    [GeneratedRegex(" {2,}")]
    private static partial Regex Columns();
}
