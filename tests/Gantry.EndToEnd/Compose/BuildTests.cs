using System.Net.Sockets;

using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Compose;

/// <summary>Images of projects built by the engine's BuildKit.</summary>
public sealed class BuildTests(EngineFixture fixture) : EngineTests(fixture)
{
    private static readonly string Compose = $"{EngineBinary.Client} compose --progress plain";

    [Fact]
    public async Task An_image_is_built_with_anothers_and_with_all_that_the_file_gives_it()
    {
        await Project(
            """
            services:
              web:
                image: whole/web:1
                build:
                  context: .
                  dockerfile_inline: |
                    FROM busybox AS first
                    ARG WHO
                    COPY --from=base /made /m
                    COPY --from=extra f /f
                    RUN --mount=type=secret,id=tok cp /run/secrets/tok /tok
                    RUN echo $$WHO > /who; grep -c there.test /etc/hosts > /hosts; ulimit -n > /limit; df /dev/shm | tail -1 | tr -s ' ' | cut -d' ' -f2 > /shm
                    FROM first AS second
                    RUN false
                  additional_contexts: {base: "service:base", extra: ./sub}
                  target: first
                  args: {WHO: me}
                  labels: {of: web}
                  tags: [whole/web:2]
                  extra_hosts: ["there.test=10.1.2.3"]
                  ulimits: {nofile: {soft: 77, hard: 99}}
                  shm_size: 1m
                  secrets: [{source: hidden, target: tok}]
              base:
                build: {context: ., dockerfile_inline: "FROM busybox\nRUN touch /made\n"}
            secrets: {hidden: {environment: HIDDEN}}
            """);
        var built = (await Shell($"HIDDEN=s3cret {Compose} build web")).Ok();
        Assert.Contains("[base 2/2] RUN touch /made\n", built.Out, StringComparison.Ordinal);
        Assert.Contains(" whole/web:1  Built\n", built.Err, StringComparison.Ordinal);
        (await Docker("run --rm --network none whole/web:2 cat /m /f /tok /who /hosts /limit /shm")).Prints("x\ns3cretme\n1\n77\n1024\n");
        (await Docker("inspect -f '{{.Config.Labels.of}} {{index .Config.Labels \"com.docker.compose.service\"}}' whole/web:1")).Prints("web web\n");
        (await Docker("rmi -f whole/web:1 whole/web:2 built-base")).Ok();
    }

    [Fact]
    public async Task Agents_proxies_and_records_of_provenance_reach_a_build()
    {
        await Project(
            """
            services:
              web:
                image: reached
                build:
                  context: .
                  ssh: ["k=./agent"]
                  provenance: mode=max
                  dockerfile_inline: |
                    FROM busybox
                    RUN --mount=type=ssh,id=k,required test -S $$SSH_AUTH_SOCK && echo agent > /agent
                    RUN --mount=type=ssh,id=other test ! -e "$$SSH_AUTH_SOCK"
                    ARG HTTP_PROXY
                    RUN echo "$$HTTP_PROXY" > /proxy
                command: sh -c 'cat /agent /proxy; echo $$http_proxy $$NO_PROXY'
                environment: {NO_PROXY: own}
                network_mode: none
              inner: {build: {context: ., privileged: true, dockerfile_inline: "FROM busybox\nRUN --security=insecure true\n"}}
              listed: {build: {context: ., sbom: true, dockerfile_inline: "FROM busybox\n"}}
            """);
        using var agent = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        agent.Bind(new UnixDomainSocketEndPoint(Path.Combine(Engine.Work, "built", "agent")));
        agent.Listen();
        const string settings = "export DOCKER_CONFIG=$PWD/own; mkdir -p own; echo '{\"proxies\":{\"default\":{\"httpProxy\":\"http://127.0.0.1:1\",\"noProxy\":\"n\"}}}' > own/config.json; ";
        (await Shell($"{settings}{Compose} build web")).Ok();
        (await Shell($"{settings}{Compose} up --no-log-prefix web 2>/dev/null | sed '/^Attaching/d; /exited/d; s/.*\\r//'")).Prints("agent\nhttp://127.0.0.1:1\nhttp://127.0.0.1:1 own\n");
        (await Shell($"{settings}{EngineBinary.Client} run --rm -e HTTP_PROXY=mine --network none busybox sh -c 'echo $HTTP_PROXY $http_proxy'")).Prints("mine http://127.0.0.1:1\n");
        await Fails("build inner", "failed to solve: granting entitlement security.insecure is not allowed by build daemon configuration");
        await Fails("build listed", "failed to solve: failed to resolve source metadata for docker.io/docker/buildkit-syft-scanner");
        (await Shell($"{Compose} down --rmi all; docker image prune -f")).Ok();
    }

    [Fact]
    public async Task A_helper_has_the_password_for_pulls_builds_and_pushes()
    {
        await using var registry = await RegistryServer.Start(Engine, isLocked: true);
        await Project(
            """
            services:
              app: {image: "localhost:5000/kept/app:1", build: {context: ., dockerfile_inline: "FROM localhost:5000/kept/base\nRUN true\n"}}
              base: {image: "localhost:5000/kept/base"}
            """);
        var helper = Path.Combine(Engine.Work, "docker-credential-kept");
        await File.WriteAllTextAsync(helper, "#!/bin/sh\ncat >/dev/null; echo '{\"ServerURL\":\"localhost:5000\",\"Username\":\"me\",\"Secret\":\"pw\"}'\n");
        File.SetUnixFileMode(helper, UnixFileMode.UserRead | UnixFileMode.UserExecute);
        var settings = $"export PATH={Engine.Work}:$PATH DOCKER_CONFIG=$PWD/helped; mkdir -p helped; echo '{{\"credHelpers\":{{\"localhost:5000\":\"kept\"}}}}' > helped/config.json; ";
        (await Shell($"{settings}docker tag busybox localhost:5000/kept/base; docker push -q localhost:5000/kept/base; docker rmi localhost:5000/kept/base")).Ok();
        Assert.Contains("no basic auth credentials", (await Shell($"{Compose} pull base")).Err, StringComparison.Ordinal);
        (await Shell($"{settings}{Compose} build --pull app && {Compose} push -q app && {Compose} pull -q base && docker rmi localhost:5000/kept/app:1 localhost:5000/kept/base && {Compose} pull -q")).Ok();
        (await Shell($"docker rmi localhost:5000/kept/app:1 localhost:5000/kept/base")).Ok();
    }

    [Fact]
    public async Task A_failure_shows_the_line_and_whose_it_is()
    {
        await Project("services: {bad: {build: {context: ., dockerfile_inline: \"FROM busybox\\nRUN false\\n\"}}, good: {build: {context: ., dockerfile_inline: \"FROM busybox\\n\"}}}");
        await Fails("build bad", "   2 | >>> RUN false\n", "\nfailed to solve: process \"/bin/sh -c false\" did not complete successfully: exit code: 1\n");
        await Fails("build", "   2 | >>> RUN false\n", "\ntarget bad: failed to solve: process \"/bin/sh -c false\" did not complete successfully: exit code: 1\n");
        (await Shell($"{Compose} build --check bad good")).Prints("bad\n\nCheck complete, no warnings found.\n\ngood\n\nCheck complete, no warnings found.\n");
        await Fails("build --builder other good", "no builder \"other\" found");
        (await Shell("docker rmi -f built-good; docker image prune -f")).Ok();
    }

    private async Task Fails(string command, params string[] parts)
    {
        var outcome = await Shell($"{Compose} {command}");
        Assert.Equal(1, outcome.Exit);
        foreach (var part in parts)
            Assert.Contains(part, outcome.Err, StringComparison.Ordinal);
    }

    private Task<Outcome> Shell(string command) => Engine.Shell($"cd {Engine.Work}/built; {command}");

    private async Task Project(string text)
    {
        Directory.CreateDirectory(Path.Combine(Engine.Work, "built", "sub"));
        await File.WriteAllTextAsync(Path.Combine(Engine.Work, "built", "sub", "f"), "x\n");
        await File.WriteAllTextAsync(Path.Combine(Engine.Work, "built", "compose.yaml"), text);
    }
}
