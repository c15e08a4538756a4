using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Compose;

/// <summary>Projects of several containers through Docker's own Compose.</summary>
public sealed class PluginTests(EngineFixture fixture) : EngineTests(fixture)
{
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
                networks: {back: {ipv4_address: 10.77.0.10, aliases: [store]}}
              once: {image: busybox, command: echo done, network_mode: none}
              web:
                build: {context: ., dockerfile_inline: "FROM busybox\nARG X\nRUN echo $$X > /x\n", args: {X: built}}
                command: sleep 3600
                stop_grace_period: 0s
                init: true
                depends_on: {db: {condition: service_healthy}, once: {condition: service_completed_successfully}}
                ports: ["127.0.0.1:18533:80"]
                networks: {front: {}, back: {priority: 100}}
                environment: {A: "${WHO:-nobody}"}
                secrets: [tok]
                configs: [{source: conf, target: /etc/conf}]
                post_start: [{command: [sh, -c, "echo hook > /tmp/hook"]}]
              extra: {image: busybox, profiles: [debug], command: sleep 3600, stop_grace_period: 0s, network_mode: "service:db"}
            networks: {front: {}, back: {ipam: {config: [{subnet: 10.77.0.0/24}]}}}
            volumes: {data: {labels: {v: w}}}
            secrets: {tok: {file: ./tok}}
            configs: {conf: {content: "hello ${WHO:-nobody}\n"}}
            """);
        await File.WriteAllTextAsync(Path.Combine(Engine.Work, "whole", "tok"), "s3cret\n");
        (await Run("whole", "up -d --quiet-build")).Ok();
        (await Run("whole", "ps -a --format '{{.Service}} {{.State}} {{.Health}}' | sort")).Prints("db running healthy\nonce exited \nweb running \n");
        (await Run("whole", "exec -T web sh -c 'cat /x /run/secrets/tok /etc/conf /tmp/hook; echo $A; ping -c 1 -W 2 store | grep -c \"1 packets received\"'"))
            .Prints("built\ns3cret\nhello nobody\nhook\nnobody\n1\n");
        (await Run("whole", "port web 80")).Prints("127.0.0.1:18533\n");
        (await Run("whole", "logs --no-log-prefix db once | sort")).Prints("db is up\ndone\n");
        (await Run("whole", "--profile debug up -d extra")).Ok();
        (await Run("whole", "exec -T extra sh -c 'ip -o -4 addr show eth0 | tr -s \" \" | cut -d\" \" -f4'")).Prints("10.77.0.10/24\n");
        (await Run("whole", "run --rm -T --no-deps --entrypoint 'sh -c \"exit 5\"' web 2>/dev/null")).Is(5);
        (await Run("whole", "--profile debug down -v --rmi local")).Ok();
        (await Engine.Shell("docker ps -aq; docker volume ls -q; docker images -q whole-web; docker network ls -q --filter name=whole")).Prints("");
    }

    [Fact]
    public async Task Only_what_changed_is_made_anew()
    {
        const string text = """
            services:
              one: {image: busybox, command: sleep 3600, stop_grace_period: 0s, environment: {A: first}}
              two: {image: busybox, command: sleep 3600, stop_grace_period: 0s, deploy: {replicas: 2}}
            """;
        await Project("again", text);
        (await Run("again", "up -d")).Ok();
        var before = await Ids();
        (await Run("again", "up -d")).Ok();
        Assert.Equal(before, await Ids());
        await Project("again", text.Replace("first", "second", StringComparison.Ordinal));
        (await Run("again", "up -d")).Ok();
        var after = await Ids();
        Assert.NotEqual(before["again-one-1"], after["again-one-1"]);
        Assert.Equal(before["again-two-2"], after["again-two-2"]);
        (await Run("again", "up -d --scale two=3 --no-recreate")).Ok();
        Assert.Equal(4, (await Ids()).Count);
        (await Run("again", "pause two")).Ok();
        (await Run("again", "ps --format '{{.State}}' two | sort -u")).Prints("paused\n");
        (await Run("again", "unpause two")).Ok();
        (await Run("again", "restart one")).Ok();
        (await Run("again", "down")).Ok();
        Assert.Empty(await Ids());
    }

    private async Task<Dictionary<string, string>> Ids() =>
        (await Docker("ps -a --no-trunc --format '{{.Names}} {{.ID}}'")).Ok().Out.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(l => l.Split(' ')).ToDictionary(l => l[0], l => l[1]);

    private Task<Outcome> Run(string project, string command) => Engine.Shell($"cd {project}; {ComposeClients.Theirs} --progress plain {command}");

    private async Task Project(string name, string text)
    {
        Directory.CreateDirectory(Path.Combine(Engine.Work, name));
        await File.WriteAllTextAsync(Path.Combine(Engine.Work, name, "compose.yaml"), text);
    }
}
