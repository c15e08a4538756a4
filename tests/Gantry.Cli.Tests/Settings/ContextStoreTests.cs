using Gantry.Cli.CommandLine;
using Gantry.Cli.Settings.Contexts;

namespace Gantry.Cli.Tests.Settings;

public sealed class ContextStoreTests
{
    [Fact]
    public void A_context_lies_where_dockers_client_looks_for_it()
    {
        using var folder = new Folder();
        var store = new ContextStore(folder.Path);
        store.Save("c1", EngineContext.Describe("c1", "mine", "unix:///x", false), new Dictionary<string, byte[]> { ["ca.pem"] = [1] });
        Assert.Equal(
            """{"Name":"c1","Metadata":{"Description":"mine"},"Endpoints":{"docker":{"Host":"unix:///x","SkipTLSVerify":false}}}""",
            folder.Read("contexts/meta/d0f631ca1ddba8db3bcfcb9e057cdc98d0379f1bee00e75a545147a27dadd982/meta.json"));
        var found = store.Find("c1");
        Assert.Equal(("mine", "unix:///x", false), (found.Description, found.Host, found.SkipsVerification));
        Assert.EndsWith("tls/d0f631ca1ddba8db3bcfcb9e057cdc98d0379f1bee00e75a545147a27dadd982/docker/ca.pem", Assert.Single(found.Certificates), StringComparison.Ordinal);
        store.Remove("c1");
        Assert.Empty(store.All());
        Assert.False(store.Has("c1"));
    }

    [Theory]
    [InlineData("", "context name cannot be empty")]
    [InlineData("default", "\"default\" is a reserved context name")]
    [InlineData("a b", "context name \"a b\" is invalid, names are validated against regexp \"^[a-zA-Z0-9][a-zA-Z0-9_.+-]+$\"")]
    public void A_name_that_cannot_be_one_is_refused(string name, string sentence) =>
        Assert.Equal(sentence, Assert.Throws<CliException>(() => ContextStore.CheckName(name)).Message);

    [Fact]
    public void An_endpoint_is_read_field_by_field()
    {
        var spec = EndpointSpec.Parse(["host=tcp://h:1", "skip-tls-verify=true"], _ => throw new InvalidOperationException());
        Assert.Equal("""{"Host":"tcp://h:1","SkipTLSVerify":true}""", spec.Document.ToJsonString());
        Assert.Empty(spec.Certificates);
        Assert.Equal(
            "unable to create docker endpoint config: unrecognized config key: x",
            Assert.Throws<CliException>(() => EndpointSpec.Parse(["x=y"], _ => throw new InvalidOperationException())).Message);
    }
}
