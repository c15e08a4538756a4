using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Builds;

/// <summary>Ssh agents in builds (<c>--ssh</c>, <c>RUN --mount=type=ssh</c>).</summary>
public sealed class AgentTests(EngineFixture fixture) : EngineTests(fixture)
{
    // Asks for the keys, in the agents' protocol: how many there are is the answer's sixth to ninth byte.
    private const string Dockerfile =
        """
        FROM debian:bookworm
        COPY <<'EOF' /ask
        use IO::Socket::UNIX;
        my $agent = IO::Socket::UNIX->new(Peer => $ENV{SSH_AUTH_SOCK}) or die "no agent: $!";
        print $agent pack("NC", 1, 11);
        $agent->flush; $agent->read(my $head, 9);
        printf "at %s, keys: %d\n", $ENV{SSH_AUTH_SOCK}, unpack("N", substr($head, 5, 4));
        EOF
        RUN --mount=type=ssh perl /ask
        RUN --mount=type=ssh,target=/agent,uid=7,gid=8,mode=0660 stat -c '%n is %a %u:%g' /agent && perl /ask
        """;

    public override async Task InitializeAsync()
    {
        await Engine.ImportDebian();
        await File.WriteAllTextAsync(Path.Combine(Engine.Work, "Dockerfile"), Dockerfile);
        (await Engine.Shell("ssh-keygen -q -t ed25519 -N '' -f one; ssh-keygen -q -t ecdsa -N '' -f two; chmod 644 one two")).Ok();
    }

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        (await Engine.Shell($"{RemoteBuilder.Buildx} prune -af; docker images -q --filter dangling=true | xargs -r docker rmi -f; docker rmi -f debian:bookworm")).Ok();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Keys_in_files_are_in_an_agent_of_the_build_s_own(bool byBuildx)
    {
        var client = byBuildx ? RemoteBuilder.Buildx : EngineBinary.Client;
        var built = (await Engine.Shell($"{client} build --no-cache --progress plain --ssh default=one,two . 2>&1")).Ok().Out;
        Assert.Matches(@" at /run/buildkit/ssh_agent\.0, keys: 2\n", built);
        Assert.Matches(@" /agent is 660 7:8\n", built);
        Assert.Matches(@" at /agent, keys: 2\n", built);
    }

    [Fact]
    public async Task Without_an_agent_the_step_fails() =>
        Assert.Contains("unset ssh forward key default", (await Engine.Shell("printf 'FROM busybox\\nRUN --mount=type=ssh,required=true true\\n' | " + $"{RemoteBuilder.Buildx} build -")).Err, StringComparison.Ordinal);
}
