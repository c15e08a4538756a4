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

    [Theory]
    [InlineData("busybox", "https://index.docker.io/v1/")]
    [InlineData("localhost:5000/a/b", "localhost:5000")]
    public void An_images_registry_has_a_name(string image, string name) => Assert.Equal(name, RegistryName.Of(Reference.Parse(image)));

    [Fact]
    public async Task A_password_is_kept_encoded_and_found_by_old_names_too()
    {
        using var folder = new Folder();
        var config = Config(folder, """{"auths":{"https://old.example/v1/":{"auth":"bWU6cGE6c3M="}}}""");
        var store = new CredentialStores(config).For("old.example");
        Assert.Equal(new Credential("me", "pa:ss", "", "old.example"), await store.FindAsync("old.example", default));
        await store.StoreAsync(new Credential("you", "pw", "", "new.example"), default);
        Assert.Equal("eW91OnB3", ClientConfig.Load(folder.Path, Assert.Fail).Root["auths"]!["new.example"]!["auth"]!.GetValue<string>());
        await store.EraseAsync("new.example", default);
        Assert.True((await store.FindAsync("new.example", default)).IsEmpty);
    }

    [Fact]
    public async Task A_token_goes_to_the_engine_instead_of_a_password()
    {
        using var folder = new Folder();
        var config = Config(folder, """{"auths":{"r.example":{"auth":"bWU6","identitytoken":"tok"}}}""");
        var header = await new CredentialStores(config).HeaderAsync(Reference.Parse("r.example/a"), default);
        Assert.Equal("""{"username":"me","serveraddress":"r.example","identitytoken":"tok"}""", Encoding.UTF8.GetString(Convert.FromBase64String(header)));
        Assert.Equal("e30=", await new CredentialStores(config).HeaderAsync(Reference.Parse("other.example/a"), default));
    }

    [Fact]
    public async Task What_is_no_credential_is_told()
    {
        using var folder = new Folder();
        var config = Config(folder, """{"auths":{"r.example":{"auth":"###"}}}""");
        Assert.Equal("invalid auth configuration file", (await Assert.ThrowsAsync<CliException>(() => new CredentialStores(config).For("r.example").FindAsync("r.example", default))).Message);
    }

    [Fact]
    public async Task A_helper_that_is_not_there_is_told()
    {
        using var folder = new Folder();
        var store = new CredentialStores(Config(folder, """{"credHelpers":{"r.example":"gantry-no-such"}}""")).For("r.example");
        Assert.Equal(
            "error getting credentials - err: exec: \"docker-credential-gantry-no-such\": executable file not found in $PATH, out: ``",
            (await Assert.ThrowsAsync<CliException>(() => store.FindAsync("r.example", default))).Message);
    }
}
