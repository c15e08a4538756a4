using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Distribution;

/// <summary>Real clients at a registry that wants tokens, and a token server that gives them.</summary>
public sealed class TokenTests : OwnEngineTests
{
    private TokenServer tokens = null!;

    public override async Task InitializeAsync()
    {
        await base.InitializeAsync();
        tokens = await TokenServer.Start(Engine.Host);
        await File.WriteAllTextAsync(Engine.Work + "/keys.json", tokens.KeySet);
    }

    private Task<Running> Registry() => BesideEngine.Registry(
        Engine, 5000, "--token-realm", tokens.Realm, "--token-service", TokenServer.Service, "--token-issuer", TokenServer.Issuer, "--token-jwks", Engine.Work + "/keys.json");

    [Fact]
    public async Task Docker_pushes_with_a_token_and_others_pull_what_is_free()
    {
        using var server = tokens;
        await using var registry = await Registry();
        foreach (var name in (string[])["free/bb:1", "mine/bb:1"]) (await Docker($"tag busybox localhost:5000/{name}")).Ok();
        (await Docker("push -q localhost:5000/free/bb:1")).Fails(1, "denied: requested access to the resource is denied");
        Assert.Contains("incorrect username or password", (await Docker("login -u me -p no localhost:5000")).Err, StringComparison.Ordinal);
        Assert.Equal("Login Succeeded", (await Docker("login -u me -p pw localhost:5000")).Ok().Lines[^1]);
        foreach (var name in (string[])["free/bb:1", "mine/bb:1"]) (await Docker($"push -q localhost:5000/{name}")).Prints($"localhost:5000/{name}\n");
        (await Docker("logout localhost:5000")).Ok();
        (await Docker("rmi localhost:5000/free/bb:1 localhost:5000/mine/bb:1")).Ok();
        (await Docker("pull -q localhost:5000/free/bb:1")).Prints("localhost:5000/free/bb:1\n");
        Assert.Contains("pull access denied for localhost:5000/mine/bb", (await Docker("pull -q localhost:5000/mine/bb:1")).Err, StringComparison.Ordinal);
        (await Engine.Shell("unset DOCKER_CONFIG; skopeo copy -q --src-tls-verify=false --src-creds me:pw docker://localhost:5000/mine/bb:1 dir:got && ls got/manifest.json")).Prints("got/manifest.json\n");
    }

    [Fact]
    public async Task Who_shows_a_wrong_password_is_told_so()
    {
        using var server = tokens;
        await using var registry = await Registry();
        (await Docker("tag busybox localhost:5000/free/bb:1")).Ok();
        await File.WriteAllTextAsync(Engine.Work + "/config.json", """{"auths":{"localhost:5000":{"auth":"bWU6bm8="}}}""");
        (await Engine.Shell("DOCKER_CONFIG=$PWD docker push -q localhost:5000/free/bb:1")).Fails(1, "unauthorized: incorrect username or password");
        var before = tokens.Asked.Count;

        // (Some of Docker's own clients ask for another password then, also where nobody types.)
        (await Engine.Shell($"DOCKER_CONFIG=$PWD {EngineBinary.Client} pull -q localhost:5000/free/bb:1"))
            .Is(1, "", "Error response from daemon: Head \"http://localhost:5000/v2/free/bb/manifests/1\": unauthorized: incorrect username or password\n");
        Assert.Equal(["wrong"], tokens.Asked.Skip(before));
        (await Engine.Shell($"DOCKER_CONFIG=$PWD {EngineBinary.Client} pull -q -a localhost:5000/free/bb"))
            .Is(1, "", "Error response from daemon: Get \"http://localhost:5000/v2/free/bb/tags/list\": unauthorized: incorrect username or password\n");

        // Nobody is who may not have it: another token would not help, and is not asked for.
        before = tokens.Asked.Count;
        Assert.Contains("pull access denied for localhost:5000/mine/bb", (await Docker("pull -q localhost:5000/mine/bb:1")).Err, StringComparison.Ordinal);
        Assert.Equal(["nobody"], tokens.Asked.Skip(before));
    }

    [Fact]
    public async Task An_identity_token_stands_for_the_password()
    {
        using var server = tokens;
        await using var registry = await Registry();
        (await Docker("tag busybox localhost:5000/mine/bb:1")).Ok();

        // Who says so in the credentials has the password no longer, and shows the token the server gave.
        await File.WriteAllTextAsync(Engine.Work + "/config.json", """{"auths":{"localhost:5000":{"auth":"PHRva2VuPjo=","identitytoken":"refresh"}}}""");
        (await Engine.Shell("DOCKER_CONFIG=$PWD docker push -q localhost:5000/mine/bb:1")).Prints("localhost:5000/mine/bb:1\n");
        Assert.Contains("refresh", tokens.Asked);
        Assert.DoesNotContain("basic", tokens.Asked);
        (await Docker("rmi localhost:5000/mine/bb:1")).Ok();
        (await Engine.Shell("DOCKER_CONFIG=$PWD docker pull -q localhost:5000/mine/bb:1")).Prints("localhost:5000/mine/bb:1\n");
    }

    [Fact]
    public async Task A_credential_store_keeps_the_identity_token_for_both_clients()
    {
        using var server = tokens;
        await using var registry = await Registry();
        await CredentialHelper.Install(Engine.Work);
        await File.WriteAllTextAsync(Engine.Work + "/config.json", """{"credHelpers":{"localhost:5000":"test"}}""");
        (await Docker("tag busybox localhost:5000/mine/bb:1")).Ok();
        var client = $"export PATH=$PWD:$PATH DOCKER_CONFIG=$PWD; gantry() {{ {EngineBinary.Client} \"$@\"; }}; ";
        (await Engine.Shell(client + "echo pw | gantry login -u me --password-stdin localhost:5000")).Is(0, "Login Succeeded\n", "");
        Assert.Equal("""{"ServerURL":"localhost:5000","Username":"<token>","Secret":"refresh"}""", await File.ReadAllTextAsync(Engine.Work + "/kept"));
        var before = tokens.Asked.Count;
        foreach (var program in (string[])["gantry", "docker"])
        {
            (await Engine.Shell($"{client}{program} push -q localhost:5000/mine/bb:1 && docker rmi localhost:5000/mine/bb:1 >/dev/null && {program} pull -q localhost:5000/mine/bb:1"))
                .Prints("localhost:5000/mine/bb:1\nlocalhost:5000/mine/bb:1\n");
        }

        Assert.All(tokens.Asked.Skip(before), how => Assert.Equal("refresh", how));
        (await Engine.Shell(client + "gantry logout localhost:5000")).Ok();
        Assert.False(File.Exists(Engine.Work + "/kept"));
        Assert.Contains("pull access denied for localhost:5000/mine/bb", (await Engine.Shell(client + "gantry pull -q localhost:5000/mine/bb:1")).Err, StringComparison.Ordinal);
    }
}
