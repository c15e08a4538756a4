using System.Text.Json.Nodes;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Client;

/// <summary>The commands on volumes, networks and the engine, and those on a container's files and limits.</summary>
public sealed class ObjectPairTests(EngineFixture fixture) : EngineTests(fixture)
{
    public override async Task InitializeAsync()
    {
        await Idle("web", "-v data:/data");
        (await Docker("run --name ended busybox sh -c 'echo hi >/x; exit 3'")).Is(3, "", "");
        (await Docker("volume create --label k=v labelled")).Ok();
        (await Docker("network create --subnet 10.77.0.0/24 --label n=m net")).Ok();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        (await Docker("network rm net")).Ok();
        (await Docker("volume rm data labelled")).Ok();
    }

    [Theory]
    [InlineData("cp web")]
    [InlineData("cp a b")]
    [InlineData("cp web:/x ended:/y")]
    [InlineData("cp nosuch:/x .")]
    [InlineData("cp web:/nosuch .")]
    [InlineData("cp web:/bin/busybox /nosuchdir/x")]
    [InlineData("cp nofile web:/")]
    [InlineData("cp web:/etc/passwd .")]
    [InlineData("cp ended:/x -")]
    [InlineData("cp - web:/etc/passwd")]
    [InlineData("cp '' web:/")]
    [InlineData("diff ended")]
    [InlineData("diff nosuch")]
    [InlineData("diff")]
    [InlineData("export nosuch")]
    [InlineData("export ended -o /nosuchdir/x")]
    [InlineData("export -o /dev/null ended")]
    [InlineData("commit nosuch")]
    [InlineData("commit ended UPPER")]
    [InlineData("commit -c 'BOGUS x' ended")]
    [InlineData("commit ended a b c")]
    [InlineData("pause ended")]
    [InlineData("pause nosuch")]
    [InlineData("unpause web")]
    [InlineData("update")]
    [InlineData("update web")]
    [InlineData("update --memory x web")]
    [InlineData("update --blkio-weight x web")]
    [InlineData("update -m 64m --memory-swap -1 web")]
    [InlineData("update --restart bogus web")]
    [InlineData("update --pids-limit 9 nosuch web")]
    [InlineData("stats --no-stream nosuch")]
    [InlineData("stats --no-stream ended")]
    [InlineData("stats --no-stream ended --format json")]
    [InlineData("stats --no-stream --format '{{.Bogus}}'")]
    [InlineData("stats --no-stream --format '{{.Container}} {{.ID}} {{.Name}}' web")]
    [InlineData("volume create -d nosuch vol")]
    [InlineData("volume create --label =x vol")]
    [InlineData("volume create labelled")]
    [InlineData("volume create --name q1 q2")]
    [InlineData("volume ls")]
    [InlineData("volume ls -q -f label=k")]
    [InlineData("volume ls -f bogus=x")]
    [InlineData("volume list --format json")]
    [InlineData("volume ls --format 'table {{.Name}}\\t{{.Driver}}\\t{{.Label \"k\"}}\\t{{.Links}}\\t{{.Size}}'")]
    [InlineData("volume ls --format '{{.Bogus}}'")]
    [InlineData("volume ls --format '{{.Bogus'")]
    [InlineData("volume inspect labelled nosuch")]
    [InlineData("volume inspect -f '{{.Name}} {{.Labels}}' labelled labelled")]
    [InlineData("volume rm nosuch")]
    [InlineData("volume rm -f nosuch")]
    [InlineData("volume rm")]
    [InlineData("volume prune")]
    [InlineData("volume prune -f --filter label=zz")]
    [InlineData("volume prune -af --filter all=1")]
    [InlineData("volume prune -f --filter bogus=1")]
    [InlineData("volume update labelled")]
    [InlineData("volume bogus")]
    [InlineData("volume --bogus")]
    [InlineData("network create net")]
    [InlineData("network create --subnet x q")]
    [InlineData("network create --subnet 10.78.0.0/24 --gateway 10.99.0.1 q")]
    [InlineData("network create --subnet 10.78.0.0/24,10.78.0.0/25 q")]
    [InlineData("network create --gateway 10.78.0.1 q")]
    [InlineData("network create --aux-address a=10.78.0.5 q")]
    [InlineData("network create -d nosuch q")]
    [InlineData("network create --link x y")]
    [InlineData("network ls")]
    [InlineData("network ls -q --no-trunc")]
    [InlineData("network ls --format json")]
    [InlineData("network ls --format 'table {{.Name}}\\t{{.Internal}}\\t{{.IPv6}}\\t{{.CreatedAt}}\\t{{.Labels}}\\t{{.Label \"n\"}}'")]
    [InlineData("network ls -f driver=bridge -f name=net")]
    [InlineData("network ls -f bogus=1")]
    [InlineData("network inspect nosuch net")]
    [InlineData("network inspect -f '{{.Name}} {{range .IPAM.Config}}{{.Subnet}}{{end}}' net")]
    [InlineData("network connect nosuch web")]
    [InlineData("network connect net nosuch")]
    [InlineData("network connect --driver-opt a net web")]
    [InlineData("network connect --gw-priority x net web")]
    [InlineData("network disconnect net web")]
    [InlineData("network rm nosuch")]
    [InlineData("network rm bridge nosuch")]
    [InlineData("network rm -f nosuch")]
    [InlineData("network prune")]
    [InlineData("network prune -f --filter bogus=1")]
    [InlineData("inspect -f '{{.Name}}' net labelled web nosuch")]
    [InlineData("inspect --type bogus web")]
    [InlineData("inspect --type volume -f '{{.Name}}' net labelled")]
    [InlineData("inspect --type network -s -f '{{.Name}}' labelled net")]
    [InlineData("system df")]
    [InlineData("system df --format json")]
    [InlineData("system df --format raw")]
    [InlineData("system df -v --format '{{len .Images}} {{len .Containers}} {{len .Volumes}}'")]
    [InlineData("system df --format '{{.Bogus}}'")]
    [InlineData("container prune")]
    [InlineData("container prune -f --filter label=nosuch")]
    [InlineData("container prune --filter bogus")]
    [InlineData("image prune -a")]
    [InlineData("image prune -f --filter label=zz")]
    [InlineData("system prune")]
    [InlineData("system prune -a --volumes --filter label=zzz")]
    [InlineData("system prune --filter until=1h --volumes")]
    [InlineData("system prune -f --filter label=zzz")]
    [InlineData("pull UPPER")]
    [InlineData("pull localhost:1/x")]
    [InlineData("pull -a localhost:1/x:y")]
    [InlineData("push nosuch")]
    [InlineData("push -a localhost:1/x:y")]
    [InlineData("search")]
    [InlineData("search --limit 200 foo")]
    [InlineData("top")]
    public async Task Both_say_the_same(string line) => await Pair.AreEqual(Engine, Words.Of(line));

    [Theory]
    [InlineData("ps")]
    [InlineData("stop")]
    [InlineData("kill")]
    [InlineData("rm")]
    [InlineData("logs")]
    [InlineData("exec")]
    [InlineData("history")]
    [InlineData("inspect")]
    [InlineData("cp")]
    [InlineData("diff")]
    [InlineData("export")]
    [InlineData("commit")]
    [InlineData("pause")]
    [InlineData("update")]
    [InlineData("stats")]
    [InlineData("pull")]
    [InlineData("push")]
    [InlineData("login")]
    [InlineData("logout")]
    [InlineData("search")]
    [InlineData("container prune")]
    [InlineData("container ls")]
    [InlineData("container inspect")]
    [InlineData("image prune")]
    [InlineData("image inspect")]
    [InlineData("image rm")]
    [InlineData("volume create")]
    [InlineData("volume ls")]
    [InlineData("volume rm")]
    [InlineData("volume prune")]
    [InlineData("network create")]
    [InlineData("network ls")]
    [InlineData("network rm")]
    [InlineData("network connect")]
    [InlineData("network disconnect")]
    [InlineData("system df")]
    [InlineData("system prune")]
    [InlineData("context create")]
    [InlineData("context ls")]
    [InlineData("context rm")]
    [InlineData("context export")]
    [InlineData("context update")]
    public async Task Both_have_the_same_usage_and_flags(string command)
    {
        string[] words = [.. command.Split(' '), "--help"];
        var docker = await Pair.Run(Engine, "docker", words, null);
        var gantry = await Pair.Run(Engine, EngineBinary.Client, words, null);
        Assert.Equal(Pair.Flags(docker.Out), Pair.Flags(gantry.Out));
    }

    [Fact]
    public async Task A_network_is_made_as_asked()
    {
        const string Flags = "--attachable --internal --ipv6 --subnet 10.78.0.0/24,fd01::/64 --gateway 10.78.0.1 --ip-range 10.78.0.128/25 --aux-address h=10.78.0.9 -o com.docker.network.bridge.name=br-pair --label a=b";
        var made = new List<string>();
        foreach (var program in new[] { "docker", EngineBinary.Client })
        {
            (await Pair.Run(Engine, program, Words.Of($"network create {Flags} pair"), null)).Ok();
            var network = (await Engine.Api.Get("/networks/pair")).Json.AsObject();
            network.Remove("Id");
            network.Remove("Created");
            // Docker's client asks for the subnets in any order.
            var configs = network["IPAM"]!["Config"]!.AsArray();
            network["IPAM"]!["Config"] = new JsonArray([.. configs.OrderBy(c => c!["Subnet"]!.GetValue<string>(), StringComparer.Ordinal).Select(c => c!.DeepClone())]);
            made.Add(network.ToJsonString());
            (await Pair.Run(Engine, program, ["network", "rm", "pair"], null)).Prints("pair\n");
        }

        Assert.Equal(made[0], made[1]);
    }
}
