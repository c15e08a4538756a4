using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Client;

/// <summary>Every flag of <c>run</c>: what goes through, and the sentence for what does not.</summary>
public sealed class RunPairTests(EngineFixture fixture) : EngineTests(fixture)
{
    [Theory]
    [InlineData("run --rm busybox sh -c 'echo out; echo err >&2; exit 3'")]
    [InlineData("run --rm busybox nosuchcmd")]
    [InlineData("run --rm busybox /etc")]
    [InlineData("run --rm busybox sh -c 'kill -9 $$'")]
    [InlineData("run -d --rm busybox true")]
    [InlineData("run -d -a stdout busybox true")]
    [InlineData("run -t --rm busybox sh -c 'echo out; echo err >&2'")]
    [InlineData("run --rm -a stdout busybox sh -c 'echo o; echo e >&2'")]
    [InlineData("run --rm -a stderr busybox sh -c 'echo o; echo e >&2'")]
    [InlineData("run --rm -a bogus busybox true")]
    [InlineData("run --rm -e A=1 -e GANTRY_UNSET busybox sh -c 'echo $A'")]
    [InlineData("run --rm -e =x busybox true")]
    [InlineData("run --rm --env-file env busybox sh -c 'echo $A-$B'")]
    [InlineData("run --rm --env-file nofile busybox true")]
    [InlineData("run --rm --env-file /tmp busybox true")]
    [InlineData("run --rm -w /tmp busybox pwd")]
    [InlineData("run --rm -w tmp busybox pwd")]
    [InlineData("run --rm -u 1000:1000 busybox id")]
    [InlineData("run --rm -u nosuch busybox id")]
    [InlineData("run --rm --entrypoint echo busybox a b")]
    [InlineData("run --rm --entrypoint '' busybox")]
    [InlineData("run --rm --name a/b busybox true")]
    [InlineData("run --rm --hostname foo busybox hostname")]
    [InlineData("run --rm --label =b busybox true")]
    [InlineData("run --rm --label-file nofile busybox true")]
    [InlineData("run --rm --cidfile /nodir/cid busybox true")]
    [InlineData("run --rm --cidfile env busybox true")]
    [InlineData("run --rm -v /tmp:/x:ro busybox touch /x/y")]
    [InlineData("run --rm -v /tmp:/x:bogus busybox true")]
    [InlineData("run --rm -v :/x busybox true")]
    [InlineData("run --rm --mount type=bind,source=/tmp,target=/x,readonly busybox touch /x/y")]
    [InlineData("run --rm --mount type=tmpfs,dst=/x,tmpfs-size=1m,tmpfs-mode=700 busybox stat -c %a /x")]
    [InlineData("run --rm --mount bogus busybox true")]
    [InlineData("run --rm --mount '' busybox true")]
    [InlineData("run --rm --mount type=bind,src=/tmp busybox true")]
    [InlineData("run --rm --mount type=bind,src=/tmp,dst=/x,bind-recursive=readonly busybox true")]
    [InlineData("run --rm --mount 'type=bind,src=\"/tmp\",dst=/x' busybox true")]
    [InlineData("run --rm --tmpfs /x:size=1m,mode=755 busybox stat -c %a /x")]
    [InlineData("run --rm --read-only busybox touch /x")]
    [InlineData("run --rm --cap-drop ALL busybox chown 1 /tmp")]
    [InlineData("run --rm --cap-add bogus busybox true")]
    [InlineData("run --rm --cap-drop net_raw --cap-add SYS_ADMIN busybox grep CapEff /proc/self/status")]
    [InlineData("run --rm --privileged busybox grep CapEff /proc/self/status")]
    [InlineData("run --rm --security-opt no-new-privileges busybox grep NoNewPrivs /proc/self/status")]
    [InlineData("run --rm --security-opt bogus busybox true")]
    [InlineData("run --rm --security-opt seccomp=/nofile busybox true")]
    [InlineData("run --rm --security-opt seccomp=env busybox true")]
    [InlineData("run --rm --ulimit nofile=100:200 busybox sh -c 'ulimit -Sn; ulimit -Hn'")]
    [InlineData("run --rm --ulimit nofile=200:100 busybox true")]
    [InlineData("run --rm --memory x busybox true")]
    [InlineData("run --rm --memory 1k busybox true")]
    [InlineData("run --rm --cpus x busybox true")]
    [InlineData("run --rm --cpus 1000 busybox true")]
    [InlineData("run --rm --pids-limit x busybox true")]
    [InlineData("run --rm --network none busybox ip -o link")]
    [InlineData("run --rm --net host busybox hostname")]
    [InlineData("run --rm --network nosuch busybox true")]
    [InlineData("run --rm --use-api-socket busybox sh -c 'echo $DOCKER_CONFIG; stat -c %F /var/run/docker.sock'")]
    [InlineData("-H tcp://127.0.0.1:1 create --use-api-socket busybox")]
    [InlineData("run --rm -p abc busybox true")]
    [InlineData("run --rm -p 99999:80 busybox true")]
    [InlineData("run --rm -p target=x busybox true")]
    [InlineData("run --rm -p published=18080,target=80 busybox true")]
    [InlineData("run --rm --sig-proxy=x busybox true")]
    [InlineData("run --rm --restart always busybox true")]
    [InlineData("run --rm --pull never nosuch true")]
    [InlineData("run --pull bogus busybox true")]
    [InlineData("run --rm UPPER true")]
    [InlineData("run --rm '' true")]
    [InlineData("run --rm --nosuch busybox")]
    [InlineData("run -Z busybox")]
    [InlineData("run -e")]
    [InlineData("run")]
    [InlineData("create")]
    public async Task Both_do_the_same(string line)
    {
        await File.WriteAllTextAsync(Engine.Work + "/env", "A=1\n# comment\nB=two words\n");
        await Pair.AreEqual(Engine, Words.Of(line));
    }

    [Theory]
    [InlineData("run --rm -i busybox cat")]
    [InlineData("run --rm busybox cat")]
    [InlineData("run --rm -it busybox cat")]
    [InlineData("run --rm -i busybox sh -c 'cat; cat <&2'")]
    public async Task Both_send_the_same_input(string line) => await Pair.AreEqual(Engine, Words.Of(line), "line one\nno end"u8.ToArray());

    [Fact]
    public async Task A_megabyte_of_any_bytes_passes_both_ways()
    {
        var bytes = new byte[1 << 20];
        new Random(7).NextBytes(bytes);
        var outcome = await Pair.Run(Engine, EngineBinary.Client, ["run", "--rm", "-i", "busybox", "cat"], bytes);
        Assert.True(bytes.AsSpan().SequenceEqual(outcome.Stdout), $"{outcome.Stdout.Length} bytes came back");
    }
}
