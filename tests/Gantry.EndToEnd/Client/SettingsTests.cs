using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Client;

/// <summary>The user's settings, which docker and gantry share: contexts, credentials for registries; and what makes a shell complete words.</summary>
public sealed class SettingsTests(EngineFixture fixture) : EngineTests(fixture)
{
    private const string Image = "localhost:5000/a/b:1";

    /// <summary>With settings of this test alone, which <c>$HOME/own</c> is.</summary>
    private Task<Outcome> Shell(string script) => Engine.Shell($"export DOCKER_CONFIG={Engine.Work}/own; gantry() {{ {EngineBinary.Client} \"$@\"; }}; {script}");

    /// <summary>What bash offers for the last word of a line.</summary>
    private Task<Outcome> Complete(string line) => Shell(
        $"source <(gantry completion bash); COMP_WORDS=({line}); COMP_CWORD=$((${{#COMP_WORDS[@]}}-1)); _gantry; printf '%s\\n' \"${{COMPREPLY[@]}}\"");

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        if (Directory.Exists(Engine.Work + "/own"))
            Directory.Delete(Engine.Work + "/own", recursive: true);
    }

    [Theory]
    [InlineData("context ls")]
    [InlineData("context ls --format json")]
    [InlineData("context show")]
    [InlineData("context inspect kept")]
    [InlineData("context inspect")]
    [InlineData("context inspect nosuch kept")]
    [InlineData("context create kept")]
    [InlineData("context create default")]
    [InlineData("context create 'a b'")]
    [InlineData("context create new --docker bogus=x")]
    [InlineData("context use nosuch")]
    [InlineData("context rm default nosuch")]
    [InlineData("context update nosuch")]
    [InlineData("context export nosuch")]
    [InlineData("--context nosuch ps")]
    [InlineData("--context kept -H unix:///x ps")]
    [InlineData("-H unix:///x -H unix:///x ps")]
    [InlineData("-H unix:///x --host tcp://y image ls")]
    [InlineData("--context kept version --format '{{.Client.Context}}'")]
    [InlineData("login")]
    [InlineData("login -u x -p y --password-stdin localhost:1")]
    [InlineData("login --password-stdin localhost:1")]
    [InlineData("login -u x -p y localhost:1")]
    [InlineData("logout localhost:1")]
    public async Task Both_say_the_same(string line)
    {
        await Docker("context create kept --docker host=unix:///tmp/x --description mine");
        await Pair.AreEqual(Engine, Words.Of(line));
    }

    [Fact]
    public async Task A_context_of_either_is_the_others()
    {
        (await Shell($"docker context create theirs --docker host=$DOCKER_HOST && gantry context create ours --docker host=$DOCKER_HOST")).Ok();
        (await Shell("unset DOCKER_HOST; gantry --context theirs ps -a --format x")).Ok();
        (await Shell("unset DOCKER_HOST; gantry context use ours && docker ps -a --format x && docker context show")).Is(0, "ours\nours\n", "Current context is now \"ours\"\n");
        (await Shell("unset DOCKER_HOST; gantry ps -a --format x; gantry context export ours - | docker context import copy - 2>&1; gantry context use default >/dev/null 2>&1; gantry context rm ours copy theirs"))
            .Is(0, "copy\nSuccessfully imported context \"copy\"\nours\ncopy\ntheirs\n", "");
    }

    [Fact]
    public async Task Who_has_logged_in_pushes_and_pulls()
    {
        await using var registry = await RegistryServer.Start(Engine, isLocked: true);
        (await Docker($"tag busybox {Image}")).Ok();
        Assert.Contains("no basic auth credentials", (await Shell($"gantry push {Image}")).Err, StringComparison.Ordinal);
        (await Shell("echo no | gantry login -u me --password-stdin localhost:5000")).Fails(1, "Error response from daemon: login attempt to http://localhost:5000/v2/ failed with status: 401 Unauthorized");
        var login = (await Shell("echo pw | gantry login -u me --password-stdin localhost:5000")).Ok();
        Assert.Equal("Login Succeeded\n", login.Out);
        Assert.Contains($"stored unencrypted in '{Engine.Work}/own/config.json'", login.Err, StringComparison.Ordinal);
        // What one wrote the other reads.
        (await Shell($"docker push -q {Image} && gantry push -q {Image} && gantry rmi {Image} >/dev/null && gantry pull {Image}")).Ok();
        (await Shell("gantry logout localhost:5000; docker login localhost:5000 </dev/null")).Fails(1, "Error: Cannot perform an interactive login from a non TTY device");
        (await Docker($"rmi {Image}")).Ok();
    }

    [Fact]
    public async Task A_helper_keeps_the_password()
    {
        await using var registry = await RegistryServer.Start(Engine, isLocked: true);
        await CredentialHelper.Install(Engine.Work);
        (await Docker($"tag busybox {Image}")).Ok();
        var script = $"PATH={Engine.Work}:$PATH; mkdir -p $DOCKER_CONFIG; [ -f $DOCKER_CONFIG/config.json ] || echo '{{\"credsStore\":\"test\"}}' >$DOCKER_CONFIG/config.json; ";
        (await Shell(script + "echo pw | gantry login -u me --password-stdin localhost:5000")).Is(0, "Login Succeeded\n", "");
        Assert.Equal("""{"ServerURL":"localhost:5000","Username":"me","Secret":"pw"}""", await File.ReadAllTextAsync(Engine.Work + "/kept"));
        Assert.DoesNotContain("pw", await File.ReadAllTextAsync(Engine.Work + "/own/config.json"), StringComparison.Ordinal);
        (await Shell(script + $"gantry push -q {Image} && docker push -q {Image}")).Prints($"{Image}\n{Image}\n");
        (await Shell(script + "gantry logout localhost:5000")).Ok();
        Assert.False(File.Exists(Engine.Work + "/kept"));
        (await Docker($"rmi {Image}")).Ok();
    }

    [Fact]
    public async Task A_shell_completes_commands_and_names()
    {
        await Idle("webserver");
        (await Complete("gantry stop web")).Prints("webserver\n");
        (await Complete("gantry network dis")).Prints("disconnect\n");
        (await Complete("gantry run --network non")).Prints("none\n");
        (await Shell("gantry __complete rmi busy")).Prints("busybox:latest\n");
    }

    [Fact]
    public async Task The_live_view_shows_containers_until_it_is_left()
    {
        await Idle("webserver");
        await using var terminal = new Terminal([EngineBinary.Client, "top"], Engine.ClientEnvironment, 120, 20);
        await terminal.Shows("webserver");
        terminal.Type("m");
        await terminal.Shows("MEMORY / LIMIT v");
        terminal.Type("q");
        Assert.Equal(0, await terminal.Ended());
        Assert.EndsWith("\u001b[?1049l", terminal.Screen, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("docker")]
    [InlineData("gantry")]
    public async Task A_container_that_gets_the_engine_s_socket_gets_the_credentials_too(string program)
    {
        Directory.CreateDirectory(Engine.Work + "/own");
        await File.WriteAllTextAsync(Engine.Work + "/own/config.json", """{"auths":{"reg.example":{"auth":"bWU6cHc="}}}""");
        const string Look = "sh -c 'echo $DOCKER_CONFIG; stat -c %a /run/secrets/docker/config.json; tr -d \"\\t\\n\" < /run/secrets/docker/config.json'";
        (await Shell($"{program} run --rm --use-api-socket busybox {Look}")).Prints("/run/secrets/docker\n600\n{\"auths\": {\"reg.example\": {\"auth\": \"bWU6cHc=\"}}}");
        (await Shell($"{program} run --rm --use-api-socket -e DOCKER_CONFIG=/mine busybox sh -c 'ls /run/secrets'")).Fails(1, "ls: /run/secrets: No such file or directory");
    }
}
