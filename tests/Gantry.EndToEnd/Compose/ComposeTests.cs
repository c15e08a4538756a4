using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Compose;

/// <summary>Projects of several containers through <c>gantry compose</c>.</summary>
public sealed class ComposeTests(EngineFixture fixture) : EngineTests(fixture)
{
    private static readonly string Compose = $"{EngineBinary.Client} compose --progress plain";

    [Fact]
    public async Task A_project_comes_up_in_order_and_goes_without_a_trace()
    {
        await Project(
            "whole",
            """
            services:
              db:
                image: busybox
                command: sh -c 'echo db is up; touch /tmp/ok; sleep 3600'
                stop_grace_period: 0s
                healthcheck: {test: [CMD, test, -f, /tmp/ok], interval: 100ms, retries: 50}
                volumes: [data:/data, {type: tmpfs, target: /scratch, tmpfs: {size: 1m}}]
                networks: {back: {ipv4_address: 10.78.0.10, aliases: [store]}}
              once: {image: busybox, command: echo done, network_mode: none}
              web:
                build: {context: ., dockerfile_inline: "FROM busybox\nARG X\nRUN echo $$X > /x\n", args: {X: built}}
                command: sleep 3600
                stop_grace_period: 0s
                init: true
                depends_on: {db: {condition: service_healthy}, once: {condition: service_completed_successfully}}
                ports: ["127.0.0.1:18534:80"]
                networks: {front: {}, back: {priority: 100}}
                environment: {A: "${WHO:-nobody}"}
                secrets: [tok]
                configs: [{source: conf, target: /etc/conf}]
                post_start: [{command: [sh, -c, "echo hook > /tmp/hook"]}]
              extra: {image: busybox, profiles: [debug], command: sleep 3600, stop_grace_period: 0s, network_mode: "service:db"}
            networks: {front: {}, back: {ipam: {config: [{subnet: 10.78.0.0/24}]}}}
            volumes: {data: {labels: {v: w}}}
            secrets: {tok: {file: ./tok}}
            configs: {conf: {content: "hello ${WHO:-nobody}\n"}}
            """);
        await File.WriteAllTextAsync(Path.Combine(Engine.Work, "whole", "tok"), "s3cret\n");
        (await Run("whole", "up -d --quiet-build")).Ok();
        (await Run("whole", "ps -a --format '{{.Service}} {{.State}} {{.Health}}' | sort")).Prints("db running healthy\nonce exited \nweb running \n");
        (await Run("whole", "exec -T web sh -c 'cat /x /run/secrets/tok /etc/conf /tmp/hook; echo $A; ping -c 1 -W 2 store | grep -c \"1 packets received\"'"))
            .Prints("built\ns3cret\nhello nobody\nhook\nnobody\n1\n");
        (await Run("whole", "port web 80")).Prints("127.0.0.1:18534\n");
        (await Run("whole", "logs --no-log-prefix db once | sort")).Prints("db is up\ndone\n");
        (await Run("whole", "--profile debug up -d extra")).Ok();
        (await Run("whole", "exec -T extra sh -c 'ip -o -4 addr show eth0 | tr -s \" \" | cut -d\" \" -f4'")).Prints("10.78.0.10/24\n");
        (await Run("whole", "run --rm -T --no-deps --entrypoint 'sh -c \"exit 5\"' web 2>/dev/null")).Is(5);
        (await Run("whole", "--profile debug down -v --rmi local")).Ok();
        (await Engine.Shell("docker ps -aq; docker volume ls -q --filter name=whole; docker images -q whole-web; docker network ls -q --filter name=whole")).Prints("");
    }

    [Fact]
    public async Task Only_what_changed_is_made_anew()
    {
        const string text = """
            services:
              one: {image: busybox, command: sleep 3600, stop_grace_period: 0s, environment: {A: first}, volumes: [/kept]}
              two: {image: busybox, command: sleep 3600, stop_grace_period: 0s, deploy: {replicas: 2}}
            """;
        await Project("again", text);
        (await Run("again", "up -d")).Ok();
        var before = await Ids();
        (await Run("again", "exec -T one touch /kept/file")).Ok();
        (await Run("again", "up -d")).Ok();
        Assert.Equal(before, await Ids());
        await Project("again", text.Replace("first", "second", StringComparison.Ordinal));
        (await Run("again", "up -d")).Ok();
        var after = await Ids();
        Assert.NotEqual(before["again-one-1"], after["again-one-1"]);
        Assert.Equal(before["again-two-2"], after["again-two-2"]);
        (await Run("again", "exec -T one ls /kept")).Prints("file\n");
        (await Run("again", "up -d --scale two=3 --no-recreate")).Ok();
        Assert.Equal(4, (await Ids()).Count);
        (await Run("again", "pause two")).Ok();
        (await Run("again", "ps --format '{{.State}}' two | sort -u")).Prints("paused\n");
        (await Run("again", "unpause two")).Ok();
        (await Run("again", "restart one")).Ok();
        (await Run("again", "down -v")).Ok();
        Assert.Empty(await Ids());
    }

    [Fact]
    public async Task What_containers_write_is_shown_until_one_ends()
    {
        await Project(
            "logs",
            """
            services:
              a: {image: busybox, command: sh -c 'echo hi; echo err >&2; exit 3', depends_on: [b]}
              b: {image: busybox, command: sh -c 'trap "echo bye; exit 0" TERM; echo up; while :; do sleep 1000 & wait; done'}
            """);
        var ended = await Run("logs", "up --exit-code-from a");
        Assert.Equal(3, ended.Exit);
        foreach (var line in new[] { "Attaching to a-1, b-1\n", "| up\n", "| hi\n", "a-1 exited with code 3\n", "| bye\n", "b-1 exited with code 0\n" })
            Assert.Contains(line, ended.Out, StringComparison.Ordinal);
        Assert.Contains("| err\n", ended.Err, StringComparison.Ordinal);
        (await Run("logs", "down")).Ok();
    }

    [Fact]
    public async Task The_first_interrupt_stops_the_project_and_leaves_its_containers()
    {
        await Project("interrupt", "services: {a: {image: busybox, command: sh -c 'trap \"echo bye; exit 0\" TERM; echo up; while :; do sleep 1000 & wait; done'}}");
        await using var up = Running.Start(
            EngineBinary.Client, ["compose", "--progress", "plain", "up"], Engine.ClientEnvironment, folder: Path.Combine(Engine.Work, "interrupt"));
        await up.OutContains("| up\n");
        up.Signal(Native.SIGINT);
        var ended = await up.Ended();
        Assert.Equal(130, ended.Exit);
        Assert.Contains("Gracefully Stopping... press Ctrl+C again to force\n", ended.Out, StringComparison.Ordinal);
        (await Run("interrupt", "ps -a --format '{{.State}} {{.ExitCode}}'")).Prints("exited 0\n");
        (await Run("interrupt", "down")).Ok();
    }

    [Fact]
    public async Task The_second_interrupt_kills()
    {
        await Project("twice", "services: {a: {image: busybox, stop_grace_period: 1h, command: sh -c 'trap \"echo not yet\" TERM; echo up; while :; do sleep 0.1; done'}}");
        await using var up = Running.Start(
            EngineBinary.Client, ["compose", "--progress", "plain", "up"], Engine.ClientEnvironment, folder: Path.Combine(Engine.Work, "twice"));
        await up.OutContains("| up\n");
        up.Signal(Native.SIGINT);
        await up.OutContains("| not yet\n");
        up.Signal(Native.SIGINT);
        Assert.Equal(130, (await up.Ended()).Exit);
        (await Run("twice", "ps -a --format '{{.State}} {{.ExitCode}}'")).Prints("exited 137\n");
        (await Run("twice", "down")).Ok();
    }

    [Fact]
    public async Task What_is_another_programs_is_refused_with_the_reason()
    {
        await Project("refused", "services: {p: {provider: {type: other}}, m: {image: busybox, models: [m]}, w: {image: busybox, credential_spec: {file: c}}}\nmodels: {m: {model: x}}");
        (await Run("refused", "up -d p")).Fails(1, "service \"p\" is provided by \"other\", a plugin of Docker's Compose: gantry compose runs containers only; leave the service out, or use docker compose");
        (await Run("refused", "create m")).Fails(1, "service \"m\" uses the model \"m\", which Docker Model Runner serves: gantry has none; leave `models` out, or use docker compose");
        (await Run("refused", "run w")).Fails(1, "service \"w\" has a credential_spec, which Windows containers have: there are none here; leave it out");
        (await Run("refused", "bridge convert")).Fails(1, "bridge is not possible with gantry compose: it runs images of Docker's that turn projects into files for Kubernetes; use docker compose bridge");
    }

    [Fact]
    public async Task An_up_that_was_killed_is_finished_by_the_next()
    {
        const string text = "services: {a: {image: busybox, command: sleep 3600, stop_grace_period: 0s, scale: 6, environment: {A: first}}}";
        await Project("killed", text);
        (await Run("killed", "up -d")).Ok();
        await Project("killed", text.Replace("first", "second", StringComparison.Ordinal));
        await using (var up = Running.Start(
            EngineBinary.Client, ["compose", "--progress", "plain", "up", "-d"], Engine.ClientEnvironment, folder: Path.Combine(Engine.Work, "killed")))
        {
            await up.ErrContains("Recreate\n");
            up.Signal(Native.SIGKILL);
            await up.Ended();
        }

        // The engine may still carry out what the killed one asked for, and undo a part of the next one's work.
        var wanted = string.Concat(Enumerable.Range(1, 6).Select(number => $"killed-a-{number} running\n"));
        await Deadline.Until(async () =>
        {
            var up = await Run("killed", "up -d");
            var seen = (await Engine.Shell("docker ps --format '{{.Names}} {{.State}}' | sort")).Out;
            return up.Exit == 0 && seen == wanted ? null : $"{up}\n{seen}";
        });
        (await Run("killed", "down")).Ok();
        Assert.Empty(await Ids());
    }

    private async Task<Dictionary<string, string>> Ids() =>
        (await Docker("ps -a --no-trunc --format '{{.Names}} {{.ID}}'")).Ok().Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')).ToDictionary(l => l[0], l => l[1]);

    private Task<Outcome> Run(string project, string command) => Engine.Shell($"cd {project}; {Compose} {command}");

    private async Task Project(string name, string text)
    {
        Directory.CreateDirectory(Path.Combine(Engine.Work, name));
        await File.WriteAllTextAsync(Path.Combine(Engine.Work, name, "compose.yaml"), text);
    }
}
