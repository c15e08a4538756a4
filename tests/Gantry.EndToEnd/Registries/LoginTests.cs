using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Registries;

public sealed class LoginTests(EngineFixture fixture) : EngineTests(fixture)
{
    private const string Image = "localhost:5000/a/b:1";
    private RegistryServer registry = null!;

    public override async Task InitializeAsync() => registry = await RegistryServer.Start(Engine, isLocked: true);

    public override async Task DisposeAsync()
    {
        await base.DisposeAsync();
        await Docker($"rmi {Image}");
        await registry.DisposeAsync();
        Directory.Delete(registry.Folder, recursive: true);
    }

    /// <summary>With credentials of this test alone.</summary>
    private Task<Outcome> Client(string arguments) => Engine.Shell($"DOCKER_CONFIG={registry.Folder}/client docker {arguments}");

    [Fact]
    public async Task Who_has_not_logged_in_is_refused()
    {
        (await Docker($"tag busybox {Image}")).Ok();
        (await Client($"push {Image}")).Fails(1, "no basic auth credentials");
        (await Client($"pull {Image}")).Fails(1, "Error response from daemon: Head \"http://localhost:5000/v2/a/b/manifests/1\": no basic auth credentials");
    }

    [Fact]
    public async Task Who_has_logged_in_pushes_and_pulls()
    {
        var login = (await Client("login -u me -p pw localhost:5000")).Ok();
        Assert.Equal("Login Succeeded", login.Lines[^1]);
        (await Docker($"tag busybox {Image}")).Ok();
        (await Client($"push -q {Image}")).Prints($"{Image}\n");
        (await Docker($"rmi {Image}")).Ok();
        (await Client($"pull -q {Image}")).Prints($"{Image}\n");
        (await Client("logout localhost:5000")).Ok();
        (await Client($"pull -q {Image}")).Fails(1, "Error response from daemon: Head \"http://localhost:5000/v2/a/b/manifests/1\": no basic auth credentials");
    }

    [Fact]
    public async Task A_wrong_password_is_refused()
    {
        var login = await Client("login -u me -p no localhost:5000");
        Assert.Equal(1, login.Exit);
        Assert.EndsWith("Error response from daemon: login attempt to http://localhost:5000/v2/ failed with status: 401 Unauthorized\n", login.Err, StringComparison.Ordinal);
    }
}
