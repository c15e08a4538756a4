using System.Text;

using Gantry.Api.Tests.Fakes;

namespace Gantry.Api.Tests.Containers;

public sealed class CreateTests
{
    [Theory]
    [InlineData("", "invalid JSON: got EOF while reading request body")]
    [InlineData("x", "invalid JSON: invalid character 'x' looking for beginning of value")]
    [InlineData("{\"Image\":\"x\"", "invalid JSON: unexpected EOF")]
    [InlineData("[]", "invalid JSON: json: cannot unmarshal array into Go value of type container.CreateRequest")]
    [InlineData("{} {}", "unexpected content after JSON")]
    [InlineData("{}", "config cannot be empty in order to create a container")]
    [InlineData("null", "config cannot be empty in order to create a container")]
    public async Task A_body_that_is_no_configuration_is_refused_in_Dockers_words(string body, string message)
    {
        await using var engine = await FakeEngine.StartAsync();
        Assert.Equal((400, $"{{\"message\":\"{message}\"}}\n"), await engine.PostAsync("/containers/create", body));
    }

    [Fact]
    public async Task Another_type_of_content_is_refused()
    {
        await using var engine = await FakeEngine.StartAsync();
        using var form = new StringContent("{}", Encoding.UTF8, "application/x-www-form-urlencoded");
        form.Headers.ContentType!.CharSet = null;
        using var response = await engine.Client.PostAsync("/containers/create", form);
        Assert.Equal(
            "{\"message\":\"unsupported Content-Type header (application/x-www-form-urlencoded): must be 'application/json'\"}\n",
            await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task Input_is_read_as_leniently_as_Go_reads_it()
    {
        await using var engine = await FakeEngine.StartAsync();
        var (status, body) = await engine.PostAsync("/v1.51/containers/create?name=web", """
            {"image":"busybox","Cmd":"sh","Env":null,"Hostname":null,"Unknown":1,"ExposedPorts":{"80/tcp":null},
             "HostConfig":{"PortBindings":{"80/tcp":[{"HostPort":"8080"}]},"PidsLimit":-1,"Memory":null,"RestartPolicy":null,"LogConfig":{"Type":"","Config":null}}}
            """);
        Assert.Equal((201, "{\"Id\":\"" + new string('c', 64) + "\",\"Warnings\":[]}\n"), (status, body));
        var request = engine.Containers.Created!;
        Assert.Equal("web", request.Name);
        Assert.Equal(["sh"], request.Config.Cmd);
        Assert.Equal("", request.Config.Hostname);
        Assert.Null(request.HostConfig.PidsLimit);
        Assert.Equal("", request.HostConfig.NetworkMode);
        Assert.Equal("8080", request.HostConfig.PortBindings!["80/tcp"]![0].HostPort);
        Assert.Equal("", request.HostConfig.IpcMode);
    }

    [Fact]
    public async Task Old_clients_get_what_their_version_had()
    {
        await using var engine = await FakeEngine.StartAsync();
        await engine.PostAsync("/v1.24/containers/create", """{"Image":"b","HostConfig":{"AutoRemove":true,"Annotations":{"a":"b"},"ConsoleSize":[5,6]}}""");
        var host = engine.Containers.Created!.HostConfig;
        Assert.False(host.AutoRemove);
        Assert.Null(host.Annotations);
        Assert.Equal("shareable", host.IpcMode);
        Assert.Equal([0, 0], host.ConsoleSize);
    }

    [Fact]
    public async Task Options_of_another_kind_of_mount_are_refused()
    {
        await using var engine = await FakeEngine.StartAsync();
        Assert.Equal(
            (400, "{\"message\":\"VolumeOptions must not be specified on mount type \\\"bind\\\"\"}\n"),
            await engine.PostAsync("/containers/create", """{"Image":"b","HostConfig":{"Mounts":[{"Type":"bind","Source":"/a","Target":"/b","VolumeOptions":{}}]}}"""));
    }
}
