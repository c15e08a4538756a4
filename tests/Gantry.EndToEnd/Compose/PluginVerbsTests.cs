using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Compose;

/// <summary>The commands of Docker's own Compose with the flags people give them.</summary>
public sealed class PluginVerbsTests(EngineFixture fixture) : EngineTests(fixture)
{
    private const string Text = """
        services:
          web:
            build: {context: ., dockerfile_inline: "FROM busybox\nARG X=none\nRUN echo $$X > /x\n"}
            command: sh -c 'echo web up; trap "exit 0" TERM; while :; do sleep 1000 & wait; done'
            ports: ["18540-18549:80"]
            depends_on: {db: {condition: service_healthy, restart: true}}
            volumes: [data:/data]
            stop_grace_period: 1s
            deploy: {replicas: 2}
          db:
            image: busybox
            command: sh -c 'echo db up; trap "exit 0" TERM; touch /ok; while :; do sleep 1000 & wait; done'
            healthcheck: {test: [CMD, test, -f, /ok], interval: 100ms, retries: 50}
            environment: {A: b}
          job: {image: busybox, command: sh -c 'echo job; exit 3', profiles: [tools], network_mode: none}
        volumes: {data: {}}
        """;

    private const string States = "ps -a --format '{{.Name}} {{.State}}'";

    [Fact]
    public async Task What_runs_is_listed_and_looked_into()
    {
        var project = await Up("listed");
        (await project.Run("ps --format 'table {{.Name}}\t{{.Service}}\t{{.State}}'")).Prints(
            "NAME           SERVICE   STATE\nlisted-db-1    db        running\nlisted-web-1   web       running\nlisted-web-2   web       running\n");
        (await project.Run("ps --services; docker compose ps -q --status exited; docker compose ps --filter status=running -q --no-trunc | wc -l")).Prints("db\nweb\n3\n");
        (await project.Run("ls -q --filter name=lis; docker compose ls -a --format json")).Prints(
            $"listed\n[{{\"Name\":\"listed\",\"Status\":\"running(3)\",\"ConfigFiles\":\"{project.Folder}/compose.yaml\"}}]\n");
        (await project.Run("logs --no-color --no-log-prefix -n 1 web; docker compose logs --no-color --index 2 web; docker compose logs --since 1h -t --no-color db | grep -cE '[|] 20[0-9:T.-]+Z db up$'"))
            .Prints("web up\nweb up\nweb-2  | web up\n1\n");
        // A probe of the container's health may have ended this moment.
        (await project.Run("top db | sed 1d | awk '$NF != \"<defunct>\" {print $1, $2, $3, $NF}'")).Prints("db 1 root done\ndb 1 root 1000\n");
        (await project.Run("images --format json | grep -o '\"ContainerName\":\"[^\"]*\",\"Repository\":\"[^\"]*\",\"Tag\":\"[^\"]*\"' | sort")).Prints(
            "\"ContainerName\":\"listed-db-1\",\"Repository\":\"busybox\",\"Tag\":\"latest\"\n\"ContainerName\":\"listed-web-1\",\"Repository\":\"listed-web\",\"Tag\":\"latest\"\n" +
            "\"ContainerName\":\"listed-web-2\",\"Repository\":\"listed-web\",\"Tag\":\"latest\"\n");
        (await project.Run("port --protocol tcp --index 1 web 80 | grep -c '^0.0.0.0:1854[0-9]$'; docker compose port --index 2 web 80 | grep -c '^0.0.0.0:1854[0-9]$'")).Prints("1\n1\n");
        (await project.Run("volumes -q; docker compose volumes --format '{{.Name}} {{.Driver}}'; docker compose stats --no-stream --format '{{.Name}}' db")).Prints("listed_data\nlisted_data local\nlisted-db-1\n");
        (await project.Run("version --short | grep -c '^2[.]'")).Prints("1\n");
        await Down(project);
    }

    [Fact]
    public async Task A_command_runs_in_a_container_and_files_go_in_and_out()
    {
        var project = await Up("within");
        (await project.Run("exec -T -e Q=w -u 1:2 -w /tmp db sh -c 'echo $Q; id -u; id -g; pwd; echo $A'")).Prints("w\n1\n2\n/tmp\nb\n");
        (await project.Run("exec -T --index 2 web cat /x")).Prints("y\n");
        (await project.Run("exec -d db touch /made; until docker compose exec -T db test -e /made; do :; done")).Ok();
        (await project.Run("exec -T --privileged db sh -c 'grep CapEff /proc/self/status' | grep -c 0000000000000000")).Is(1, "0\n");
        (await project.Run("exec -T db sh -c 'cat; exit 4' <<<input")).Is(4, "input\n");
        await project.Write("f", "hello\n");
        await project.Write("dir/x", "in\n");
        (await project.Run("cp f db:/tmp/f 2>/dev/null; docker compose --progress plain cp db:/tmp/f g 2>/dev/null; cat g; ln -s x dir/l")).Prints("hello\n");
        (await project.Run("cp -a dir web:/d 2>/dev/null; docker compose exec -T --index 2 web ls /d; docker compose cp --index 1 web:/d/x - 2>/dev/null | tar xO")).Prints("l\nx\nin\n");
        (await project.Run("cp -L dir/l db:/tmp/l 2>/dev/null; docker compose exec -T db cat /tmp/l")).Prints("in\n");
        (await project.Run("export -o x.tar db 2>/dev/null; tar xOf x.tar tmp/l")).Prints("in\n");
        (await project.Run("commit -m msg -a me -c 'CMD [\"cat\", \"/tmp/l\"]' db within/db:1 2>/dev/null; docker run --rm within/db:1; docker rmi within/db:1 >/dev/null")).Prints("in\n");
        await Down(project);
    }

    [Fact]
    public async Task Containers_are_stopped_started_and_counted()
    {
        var project = await Up("moved");
        (await project.Run("pause db 2>/dev/null; docker compose ps --format '{{.State}}' db; docker compose --progress plain unpause db 2>/dev/null")).Prints("paused\n");
        (await project.Run("kill -s SIGUSR1 web; docker compose kill db")).Ok();
        (await project.Run(States)).Prints("moved-db-1 exited\nmoved-web-1 running\nmoved-web-2 running\n");
        (await project.Run("start")).Ok();
        var started = await Started("moved-web-1");
        (await project.Run("restart -t 1 --no-deps db")).Ok();
        Assert.Equal(started, await Started("moved-web-1"));
        (await project.Run("restart -t 1 db")).Ok();
        Assert.NotEqual(started, await Started("moved-web-1"));
        (await project.Run("stop -t 1 web")).Ok();
        (await project.Run(States)).Prints("moved-db-1 running\nmoved-web-1 exited\nmoved-web-2 exited\n");
        (await project.Run("start web; docker compose scale web=3")).Ok();
        (await project.Run(States)).Prints("moved-db-1 running\nmoved-web-1 running\nmoved-web-2 running\nmoved-web-3 running\n");
        (await project.Run("scale --no-deps web=1")).Ok();
        (await project.Run("rm -fsv db")).Ok();
        (await project.Run(States)).Prints("moved-web-1 running\n");
        (await project.Run("down -t 0 web")).Ok();
        (await project.Run("ps -aq; docker network ls -q --filter name=moved | wc -l")).Prints("0\n");
        (await project.Run("up -d 2>/dev/null; docker compose --profile tools up -d --no-deps job 2>/dev/null; docker wait moved-job-1")).Prints("3\n");
        await Down(project);
    }

    [Fact]
    public async Task An_up_makes_anew_what_it_is_told_to()
    {
        var project = await Project("anew");
        (await project.Run("build --build-arg X=z --quiet --no-cache; docker compose create --quiet-pull --scale web=1")).Ok();
        (await project.Run(States)).Prints("anew-db-1 created\nanew-web-1 created\n");
        (await project.Run("up -d --wait --wait-timeout 30 --no-build --pull never")).Ok();
        var (db, web) = (await Ids(project, "db"), await Ids(project, "web"));
        (await project.Run("up -d --scale web=3 --no-recreate")).Ok();
        (await project.Run("up -d --force-recreate --no-deps -t 0 db")).Ok();
        Assert.Empty(db.Intersect(await Ids(project, "db")));
        Assert.Empty(web.Except(await Ids(project, "web")));
        (await project.Run("exec -T web cat /x")).Prints("z\n");
        (await project.Run("up -d --always-recreate-deps --force-recreate -V --timeout 0 web")).Ok();
        Assert.Empty(web.Intersect(await Ids(project, "web")));
        (await project.Run("up --no-start --build --quiet-build")).Ok();
        (await project.Run(States + " --status created | wc -l")).Prints("2\n");
        await project.Write("compose.yaml", "services: {one: {image: busybox, command: sleep 3600, stop_grace_period: 0s}}");
        Assert.Contains("Found orphan containers", (await project.Run("up -d")).Ok().Err, StringComparison.Ordinal);
        (await project.Run("ps -a --orphans --format '{{.Service}}' | sort -u")).Prints("db\none\nweb\n");
        (await project.Run("ps -a --orphans=false --format '{{.Service}}'")).Prints("one\n");
        (await project.Run("up -d --remove-orphans -t 0")).Ok();
        (await Docker("ps -a --format '{{.Names}}'")).Prints("anew-one-1\n");
        await Down(project);
        (await Docker("volume rm anew_data")).Ok();
    }

    [Fact]
    public async Task One_off_containers_come_and_go()
    {
        var project = await Up("once");
        (await project.Run("run --rm -T db echo one-off 2>/dev/null")).Prints("one-off\n");
        (await project.Run("run --rm -T --no-deps -e Z=z -u 5 -w /tmp -v /tmp:/host:ro -l a=b --cap-add NET_ADMIN db sh -c 'echo $Z; id -u; pwd; ls -d /host; echo $A' 2>/dev/null"))
            .Prints("z\n5\n/tmp\n/host\nb\n");
        (await project.Run("run -T --rm --no-deps db cat <<<given 2>/dev/null")).Prints("given\n");
        (await project.Run("run --rm -T --entrypoint 'echo ep' db arg 2>/dev/null")).Prints("ep arg\n");
        (await project.Run("run --rm -T job 2>/dev/null")).Is(3, "job\n");
        (await project.Run("run --rm -T --build --quiet-build --no-deps web cat /x 2>/dev/null")).Prints("none\n");
        (await project.Run("run -d --name mine --no-deps -p 18561:80 --use-aliases db sleep 3600 2>/dev/null")).Ok();
        (await project.Run("port --index 1 db 80 2>/dev/null; docker port mine; docker inspect -f '{{index .Config.Labels \"com.docker.compose.oneoff\"}}' mine")).Prints(
            "80/tcp -> 0.0.0.0:18561\n80/tcp -> [::]:18561\nTrue\n");
        (await project.Run("exec -T --index 1 web ping -c 1 -W 2 mine | grep -c '1 packets received'")).Prints("1\n");
        (await project.Run("scale web=0 2>/dev/null; docker compose run --rm -T --service-ports --no-deps web sh -c 'echo served' 2>/dev/null")).Prints("served\n");
        (await Docker("rm -f mine")).Ok();
        await Down(project);
    }

    [Fact]
    public async Task The_file_is_shown_in_parts()
    {
        var project = await Project("shown");
        foreach (var (flags, shown) in new[]
        {
            ("--services | sort", "db\nweb\n"), ("--images | sort", "busybox\nshown-web\n"), ("--volumes", "data\n"), ("--profiles", "tools\n"), ("--networks", "default\n"), ("-q", ""),
            ("--no-interpolate --format json -o c.json; grep -c image c.json", "2\n"), ("--hash db | wc -c", "68\n"), ("--environment | grep ^HOME=", $"HOME={Engine.Work}\n"),
        })
            (await project.Run($"config {flags}")).Prints(shown);
        (await project.Run("config --variables | head -1 | awk '{print $1, $2}'")).Prints("NAME REQUIRED\n");
        Assert.Contains("failed to resolve digest", (await project.Run("config --resolve-image-digests")).Err, StringComparison.Ordinal);
    }

    private async Task<PluginProject> Up(string name)
    {
        var project = await Project(name);
        (await project.Run("build --build-arg X=y --quiet; docker compose up -d --wait --wait-timeout 30 --no-build")).Ok();
        return project;
    }

    private Task<PluginProject> Project(string name) => PluginProject.Make(Engine, name, Text);

    private async Task Down(PluginProject project)
    {
        (await project.Run("--profile '*' down -v --rmi local -t 0 --remove-orphans")).Ok();
        (await Engine.Shell($"docker ps -aq; docker network ls -q --filter name={project.Name}")).Prints("");
    }

    private async Task<string> Started(string container) => (await Docker("inspect", "-f", "{{.State.StartedAt}}", container)).Ok().Line;

    private static async Task<string[]> Ids(PluginProject project, string service) => (await project.Run($"ps -aq --no-trunc {service}")).Ok().Lines;
}
