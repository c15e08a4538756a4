using System.Text;

using Gantry.Cli.CommandLine;
using Gantry.Cli.Settings;
using Gantry.Cli.Settings.Credentials;
using Gantry.Oci.References;

namespace Gantry.Cli.Tests.Settings;

public sealed class CredentialTests
{
    private static ClientConfig Config(Folder folder, string json)
    {
        folder.Write("config.json", json);
        return ClientConfig.Load(folder.Path, Assert.Fail);
    }

    private static CredentialStores Stores(ClientConfig config) => new(config, "", Assert.Fail);

    [Theory]
    [InlineData("busybox", "https://index.docker.io/v1/")]
    [InlineData("localhost:5000/a/b", "localhost:5000")]
    public void An_images_registry_has_a_name(string image, string name) => Assert.Equal(name, RegistryName.Of(Reference.Parse(image)));

    [Fact]
    public async Task A_password_is_kept_encoded_and_found_by_old_names_too()
    {
        using var folder = new Folder();
        var config = Config(folder, """{"auths":{"https://old.example/v1/":{"auth":"bWU6cGE6c3M="}}}""");
        var store = Stores(config).For("old.example");
        Assert.Equal(new Credential("me", "pa:ss", "", "old.example"), await store.FindAsync("old.example", default));
        Assert.Contains("stored unencrypted", await store.StoreAsync(new Credential("you", "pw", "", "new.example"), default), StringComparison.Ordinal);
        Assert.Null(await store.StoreAsync(new Credential("you", "pw", "", "new.example"), default)); // nothing changes, and nothing is said again
        Assert.Equal("eW91OnB3", ClientConfig.Load(folder.Path, Assert.Fail).Root["auths"]!["new.example"]!["auth"]!.GetValue<string>());
        await store.EraseAsync("new.example", default);
        Assert.True((await store.FindAsync("new.example", default)).IsEmpty);
    }

    [Fact]
    public async Task A_token_goes_to_the_engine_instead_of_a_password()
    {
        using var folder = new Folder();
        var config = Config(folder, """{"auths":{"r.example":{"auth":"bWU6","identitytoken":"tok"}}}""");
        var header = await Stores(config).HeaderAsync(Reference.Parse("r.example/a"), default);
        Assert.Equal("""{"username":"me","serveraddress":"r.example","identitytoken":"tok"}""", Encoding.UTF8.GetString(Convert.FromBase64String(header)));
        Assert.Equal("e30=", await Stores(config).HeaderAsync(Reference.Parse("other.example/a"), default));
    }

    [Fact]
    public async Task What_is_no_credential_is_told()
    {
        using var folder = new Folder();
        var config = Config(folder, """{"auths":{"r.example":{"auth":"###"}}}""");
        Assert.Equal("invalid auth configuration file", (await Assert.ThrowsAsync<CliException>(() => Stores(config).For("r.example").FindAsync("r.example", default))).Message);
    }

    [Fact]
    public async Task A_helper_that_is_not_there_is_told()
    {
        using var folder = new Folder();
        var store = Stores(Config(folder, """{"credHelpers":{"r.example":"gantry-no-such"}}""")).For("r.example");
        Assert.Equal(
            "error getting credentials - err: exec: \"docker-credential-gantry-no-such\": executable file not found in $PATH, out: ``",
            (await Assert.ThrowsAsync<CliException>(() => store.FindAsync("r.example", default))).Message);
    }

    [Fact]
    public async Task A_keeper_that_fails_is_told_and_the_image_is_asked_for_as_nobody()
    {
        using var folder = new Folder();
        var warnings = new List<string>();
        var stores = new CredentialStores(Config(folder, """{"credsStore":"gantry-no-such"}"""), "", warnings.Add);
        Assert.Equal("e30=", await stores.HeaderAsync(Reference.Parse("r.example/a"), default));
        Assert.Equal(["WARNING: error getting credentials - err: exec: \"docker-credential-gantry-no-such\": executable file not found in $PATH, out: ``"], warnings);
        await Assert.ThrowsAsync<CliException>(() => stores.HeaderAsync(Reference.Parse("r.example/a"), default, isNeeded: true)); // as what is pushed
        var fault = await Assert.ThrowsAsync<CliException>(() => stores.For("r.example").StoreAsync(new Credential("me", "pw", "", "r.example"), default));
        Assert.StartsWith("error storing credentials - err: exec: ", fault.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_variable_comes_before_what_is_kept()
    {
        using var folder = new Folder();
        var config = Config(folder, """{"auths":{"a.example":{"auth":"bWU6b2xk"},"b.example":{"auth":"bWU6a2VwdA=="}}}""");
        var stores = new CredentialStores(config, """{"auths":{"a.example":{"auth":"bWU6bmV3"},"c.example":{"auth":"eW91OnB3"}}}""", Assert.Fail);
        Assert.Equal("new", (await stores.FindAsync("a.example", default)).Password);
        Assert.Equal("kept", (await stores.FindAsync("b.example", default)).Password);
        Assert.Equal("""{"a.example":{"auth":"bWU6bmV3"},"b.example":{"auth":"bWU6a2VwdA=="},"c.example":{"auth":"eW91OnB3"}}""", (await stores.AllAsync(default)).ToJsonString());
        Assert.Contains("DOCKER_AUTH_CONFIG is set and takes precedence", stores.Precedence, StringComparison.Ordinal);

        // What is forgotten and kept is what the file has.
        await stores.For("a.example").EraseAsync("a.example", default);
        Assert.Equal("new", (await stores.FindAsync("a.example", default)).Password);
        Assert.True((await Stores(config).FindAsync("a.example", default)).IsEmpty);
    }

    [Theory]
    [InlineData("{broken", "invalid character 'b' looking for beginning of object key string")]
    [InlineData("""{"auths":{},"credsStore":"x"}""", "json: unknown field \"credsStore\"")]
    [InlineData("""{"auths":{"r":{"username":"me","password":"pw"}}}""", "json: unknown field \"username\"")]
    [InlineData("""{"auths":{"r":{"auth":"bWU="}}}""", "invalid auth configuration file")]
    public async Task A_variable_that_cannot_be_read_is_told_once_and_left_out(string variable, string fault)
    {
        using var folder = new Folder();
        var warnings = new List<string>();
        var stores = new CredentialStores(Config(folder, """{"auths":{"r":{"auth":"bWU6a2VwdA=="}}}"""), variable, warnings.Add);
        Assert.Equal("kept", (await stores.FindAsync("r", default)).Password);
        Assert.Equal("kept", (await stores.FindAsync("r", default)).Password);
        Assert.Equal([$"Failed to create credential store from DOCKER_AUTH_CONFIG:  {fault}"], warnings);
    }
}
