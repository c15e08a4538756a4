using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Client;

/// <summary>Lists, details and the commands on existing containers.</summary>
public sealed class ListPairTests(EngineFixture fixture) : EngineTests(fixture)
{
    public override async Task InitializeAsync()
    {
        await Idle("web", "-p 18090:80 --label a=b --label com.example.key=d -v /tmp:/host:ro");
        (await Docker("run --name ended busybox sh -c 'echo bye; echo err >&2; exit 3'")).Is(3, "bye\n", "err\n");
    }

    [Theory]
    [InlineData("ps")]
    [InlineData("ps -a --no-trunc")]
    [InlineData("ps -aq")]
    [InlineData("ps -as")]
    [InlineData("ps -l -q --format table")]
    [InlineData("ps -n x")]
    [InlineData("ps -a --format json")]
    [InlineData("ps -a --format '{{json .}}'")]
    [InlineData("ps -a --format raw")]
    [InlineData("ps -a --format 'table {{.ID}}\\t{{.Label \"com.example.key\"}}\\t{{upper .Names}}'")]
    [InlineData("ps -a --format '{{.Names}} {{.Image}} {{.Ports}} {{.State}} {{.Labels}} {{.Mounts}} {{.Networks}} {{.LocalVolumes}} {{.Size}}'")]
    [InlineData("ps -a --format '{{range (split .Names \"e\")}}<{{.}}>{{end}}{{printf \"%-9s|\" .Names}}'")]
    [InlineData("ps -a --format '{{.Names'")]
    [InlineData("ps -a --format '{{nosuch .Names}}'")]
    [InlineData("ps -a -f status=exited --format '{{.Names}}'")]
    [InlineData("ps -a -f label=a=b -f name=web --format '{{.Names}}'")]
    [InlineData("ps -f bogus=web")]
    [InlineData("ps -f name")]
    [InlineData("ps extra")]
    [InlineData("images")]
    [InlineData("images -q --no-trunc")]
    [InlineData("images --digests")]
    [InlineData("images --format '{{.Repository}} {{.Tag}} {{.ID}} {{json .Size}} {{.CreatedSince}}'")]
    [InlineData("images --format raw")]
    [InlineData("images -q --format '{{.Tag}}'")]
    [InlineData("images -f dangling=x")]
    [InlineData("images nosuch")]
    [InlineData("images --tree -q")]
    [InlineData("images --tree --digests --format x")]
    [InlineData("image ls busybox")]
    [InlineData("history busybox")]
    [InlineData("history -q --no-trunc busybox")]
    [InlineData("history -H=false busybox")]
    [InlineData("history nosuch")]
    [InlineData("inspect web")]
    [InlineData("inspect busybox")]
    [InlineData("inspect web nosuch")]
    [InlineData("inspect -f '{{.Name}} {{json .Config.Labels}} {{.Config.Labels.zzz}} {{.HostConfig.PortBindings}}' web ended")]
    [InlineData("inspect -f '{{.State.Nosuch}}' web")]
    [InlineData("inspect -f '{{index .Config.Env 99}}' web")]
    [InlineData("inspect --type image web")]
    [InlineData("container inspect nosuch")]
    [InlineData("image inspect -f '{{.RepoTags}}' nosuch")]
    [InlineData("top web -o pid,args -nosuch")]
    [InlineData("top ended")]
    [InlineData("port web")]
    [InlineData("port web 80/tcp")]
    [InlineData("port web 81")]
    [InlineData("port web x")]
    [InlineData("logs ended")]
    [InlineData("logs -n 1 -t ended")]
    [InlineData("logs --since bogus ended")]
    [InlineData("logs nosuch")]
    [InlineData("exec web sh -c 'echo o; echo e >&2; exit 7'")]
    [InlineData("exec web nosuch")]
    [InlineData("exec -e A=1 -w /tmp -u 1 web sh -c 'echo $A; pwd; id -u'")]
    [InlineData("exec ended true")]
    [InlineData("exec web")]
    [InlineData("attach ended")]
    [InlineData("start -a ended")]
    [InlineData("start nosuch ended")]
    [InlineData("stop -t x web")]
    [InlineData("stop nosuch")]
    [InlineData("kill ended")]
    [InlineData("kill -s bogus web")]
    [InlineData("restart nosuch")]
    [InlineData("rename ended web")]
    [InlineData("rename ended ''")]
    [InlineData("wait ended nosuch")]
    [InlineData("rm web")]
    [InlineData("rm -f nosuch")]
    [InlineData("rmi nosuch")]
    [InlineData("tag busybox UPPER")]
    [InlineData("tag busybox x:y:z")]
    [InlineData("tag nosuch a")]
    [InlineData("save nosuch")]
    [InlineData("save busybox -o /nosuchdir/x")]
    [InlineData("load -i nofile")]
    [InlineData("import nofile")]
    [InlineData("import")]
    [InlineData("version --format '{{.Server.Version}} {{.Server.Os}}'")]
    [InlineData("info --format '{{.Name}} {{.ServerVersion}} {{.Driver}}'")]
    [InlineData("events --until 1 --filter type=container")]
    [InlineData("events --filter bogus")]
    [InlineData("nosuch")]
    [InlineData("container nosuch")]
    [InlineData("help nosuch")]
    [InlineData("--nosuch")]
    [InlineData("--log-level bogus ps")]
    [InlineData("-H unix:///nosuch ps")]
    public async Task Both_say_the_same(string line) => await Pair.AreEqual(Engine, Words.Of(line));

    /// <summary>docker colours headings even where nobody sees colours. Which images are in use is told from version 1.51 on, which it does not speak.</summary>
    [Fact]
    public async Task A_tree_of_images_is_docker_s_without_the_colours()
    {
        (await Docker("tag busybox tree/a:1")).Ok();
        var docker = await Engine.Shell("DOCKER_API_VERSION=1.50 docker images --tree");
        var gantry = await Engine.Shell($"DOCKER_API_VERSION=1.50 {EngineBinary.Client} images --tree");
        Assert.Equal(System.Text.RegularExpressions.Regex.Replace(docker.Out, "\\x1b\\[[0-9;]*m", ""), gantry.Out);
        Assert.Contains("tree/a:1", gantry.Out, StringComparison.Ordinal);
        (await Docker("rmi tree/a:1")).Ok();
    }
}
