using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Compose;

/// <summary>Projects through the first generation of Compose, docker-compose 1.29, as Debian 12 has it.</summary>
public sealed class OldComposeTests(EngineFixture fixture) : EngineTests(fixture)
{
    private const string Program = "/usr/bin/docker-compose --ansi never";

    [Fact]
    public async Task A_file_of_version_2_comes_up_in_order_and_goes_without_a_trace()
    {
        await Project(
            "old2",
            """
            version: "2.4"
            services:
              web:
                build: {context: ., labels: {a: b}}
                image: old/web
                command: sh -c 'echo up; trap "exit 0" TERM; while :; do sleep 1000 & wait; done'
                ports: ["127.0.0.1:18535:80"]
                volumes: [data:/data]
                environment: {A: b}
                mem_limit: 64m
                depends_on: {db: {condition: service_healthy}}
              db:
                image: busybox
                command: sleep 3600
                stop_grace_period: 0s
                healthcheck: {test: [CMD, "true"], interval: 100ms, retries: 50}
            volumes: {data: {}}
            """);
        await File.WriteAllTextAsync(Path.Combine(Engine.Work, "old2", "Dockerfile"), "FROM busybox\nRUN echo built > /b\n");
        (await Run("old2", "up -d")).Ok();
        (await Run("old2", "exec -T web sh -c 'cat /b; echo $A'")).Prints("built\nb\n");
        (await Run("old2", "port web 80")).Prints("127.0.0.1:18535\n");
        (await Run("old2", "ps -q web | wc -l")).Prints("1\n");
        Assert.Equal("one-off\n", (await Run("old2", "run --rm web echo one-off")).Ok().Out);
        Assert.Contains("| up\n", (await Run("old2", "logs --no-color web")).Ok().Out, StringComparison.Ordinal);
        foreach (var command in new[] { "top db", "images", "restart -t 0 db", "pause db", "unpause db", "kill db", "start db", "stop -t 5", "rm -f" })
            (await Run("old2", command)).Ok();
        (await Run("old2", "down -v --rmi local; docker rmi -f old/web")).Ok();
        (await Engine.Shell("docker ps -aq; docker volume ls -q; docker network ls -q --filter name=old2; docker images -q old/web")).Prints("");
    }

    [Fact]
    public async Task A_file_of_version_3_is_scaled_up_and_down()
    {
        await Project(
            "old3",
            """
            version: "3.8"
            services:
              web:
                image: busybox
                command: sleep 3600
                stop_grace_period: 0s
                networks: {back: {aliases: [w]}}
                secrets: [s]
                deploy: {replicas: 2}
              db: {image: busybox, command: sleep 3600, stop_grace_period: 0s, networks: [back], depends_on: [web]}
            networks: {back: {driver: bridge}}
            secrets: {s: {file: ./docker-compose.yml}}
            """);
        (await Run("old3", "up -d --scale web=3")).Ok();
        (await Run("old3", "exec -T db sh -c 'ping -c 1 -W 2 w | grep -c \"1 packets received\"'")).Prints("1\n");
        (await Run("old3", "exec -T --index 3 web head -n 1 /run/secrets/s")).Prints("version: \"3.8\"\n");
        (await Run("old3", "up -d --scale web=1")).Ok();
        (await Run("old3", "ps -q web | wc -l")).Prints("1\n");
        (await Run("old3", "down")).Ok();
        (await Engine.Shell("docker ps -aq; docker network ls -q --filter name=old3")).Prints("");
    }

    [Fact]
    public async Task An_image_is_told_of_as_old_clients_expect_it()
    {
        (await Config("1.44", "ContainerConfig")).Prints("Hostname");
        (await Config("1.45", "ContainerConfig")).Prints("");
        (await Config("1.49", "Config")).Prints("Hostname");
        (await Config("1.50", "Config")).Prints("");
    }

    private Task<Outcome> Config(string version, string member) => Engine.Shell(
        $"curl -s --unix-socket ${{DOCKER_HOST#unix://}} http://d/v{version}/images/busybox/json | python3 -c 'import json,sys; print(*[k for k in json.load(sys.stdin).get(\"{member}\",{{}}) if k == \"Hostname\"], sep=\"\", end=\"\")'");

    private Task<Outcome> Run(string project, string command) => Engine.Shell($"cd {project}; {Program} -p {project} {command}");

    private async Task Project(string name, string text)
    {
        Directory.CreateDirectory(Path.Combine(Engine.Work, name));
        await File.WriteAllTextAsync(Path.Combine(Engine.Work, name, "docker-compose.yml"), text);
    }
}
