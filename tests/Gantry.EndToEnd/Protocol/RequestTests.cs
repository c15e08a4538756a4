using System.Net.Sockets;
using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Protocol;

/// <summary>Status codes and error bodies of requests no client sends.</summary>
public sealed class RequestTests(EngineFixture fixture) : EngineTests(fixture)
{
    [Theory]
    [InlineData("GET", "/nosuch", 404, "page not found")]
    [InlineData("GET", "/v1.41/nosuch", 404, "page not found")]
    [InlineData("PUT", "/containers/json", 404, "page not found")]
    [InlineData("GET", "/containers/none/json", 404, "No such container: none")]
    [InlineData("GET", "/containers/json?filters=x", 400, "invalid filter")]
    [InlineData("GET", "/containers/json?limit=x", 500, "strconv.Atoi: parsing \"x\": invalid syntax")]
    [InlineData("POST", "/containers/none/start", 404, "No such container: none")]
    [InlineData("POST", "/containers/none/resize", 400, "invalid resize height \"\": invalid syntax")]
    [InlineData("POST", "/containers/none/resize?h=1&w=x", 400, "invalid resize width \"x\": invalid syntax")]
    [InlineData("DELETE", "/images/none", 404, "No such image: none:latest")]
    [InlineData("GET", "/images/none/json", 404, "No such image: none:latest")]
    [InlineData("GET", "/exec/none/json", 404, "No such exec instance: none")]
    public async Task Errors_have_dockers_status_and_message(string method, string path, int status, string message)
    {
        var answer = await Engine.Api.Send(new HttpMethod(method), path);
        Assert.Equal((status, message), (answer.Code, answer.Message));
        Assert.Equal("application/json", answer.Header("Content-Type"));
    }

    [Theory]
    [InlineData("{", 400, "invalid JSON: unexpected EOF")]
    [InlineData("", 400, "invalid JSON: got EOF while reading request body")]
    [InlineData("{}", 400, "config cannot be empty in order to create a container")]
    [InlineData("""{"Image":"nosuch"}""", 404, "No such image: nosuch:latest")]
    public async Task A_bad_body_is_refused(string body, int status, string message)
    {
        var answer = await Engine.Api.Post("/containers/create", body);
        Assert.Equal((status, message), (answer.Code, answer.Message));
    }

    [Fact]
    public async Task A_body_that_is_no_json_by_its_type_is_refused()
    {
        var answer = await Engine.Api.Send(HttpMethod.Post, "/containers/create", """{"Image":"busybox"}""", "text/plain");
        Assert.Equal((400, "unsupported Content-Type header (text/plain; charset=utf-8): must be 'application/json'"), (answer.Code, answer.Message));
    }

    [Fact]
    public async Task A_command_may_be_a_string()
    {
        var answer = await Engine.Api.Post("/containers/create?name=text", """{"Image":"busybox","Cmd":"true"}""");
        Assert.Equal((201, "[]"), (answer.Code, answer.Json["Warnings"]!.ToJsonString()));
        Assert.Equal("""["true"]""", (await Engine.Inspect("text"))["Config"]!["Cmd"]!.ToJsonString());
    }

    [Fact]
    public async Task A_list_that_no_client_sent_is_shown_as_none()
    {
        Assert.Equal(201, (await Engine.Api.Post("/containers/create?name=bare", """{"Image":"busybox","HostConfig":{"Devices":[],"Dns":null}}""")).Code);
        var host = (await Engine.Inspect("bare"))["HostConfig"]!;
        foreach (var field in (string[])["Dns", "DnsOptions", "DnsSearch", "BlkioWeightDevice", "Ulimits", "PortBindings", "SecurityOpt"])
            Assert.Equal((field, null), (field, host[field]?.ToJsonString()));
        Assert.Equal("[]", host["Devices"]!.ToJsonString());
    }

    [Theory]
    [InlineData("--privileged", """["label=disable"]""")]
    [InlineData("--pid host --security-opt seccomp=unconfined", """["seccomp=unconfined","label=disable"]""")]
    [InlineData("--ipc host --security-opt label=type:x", """["label=type:x"]""")]
    [InlineData("", "null")]
    public async Task A_container_that_shares_the_host_has_no_label(string flags, string options)
    {
        await Docker($"create --name labelled {flags} busybox true");
        (await Docker("inspect -f '{{json .HostConfig.SecurityOpt}}' labelled")).Prints(options + "\n");
        await Engine.RemoveContainers();
    }

    [Fact]
    public async Task A_created_container_shows_every_field_clients_read()
    {
        await Docker("create --name whole busybox true");
        var inspect = await Engine.Inspect("whole");
        string[] fields = ["Id", "Created", "Path", "Args", "State", "Image", "ResolvConfPath", "HostnamePath", "HostsPath", "LogPath", "Name", "RestartCount", "Driver", "Platform", "MountLabel", "ProcessLabel", "AppArmorProfile", "ExecIDs", "HostConfig", "GraphDriver", "Mounts", "Config", "NetworkSettings"];
        Assert.Empty(fields.Except(inspect.AsObject().Select(p => p.Key)));
        string[] host = ["Binds", "ContainerIDFile", "LogConfig", "NetworkMode", "PortBindings", "RestartPolicy", "AutoRemove", "CapAdd", "CapDrop", "CgroupnsMode", "Dns", "ExtraHosts", "GroupAdd", "IpcMode", "OomScoreAdj", "PidMode", "Privileged", "PublishAllPorts", "ReadonlyRootfs", "SecurityOpt", "UTSMode", "ShmSize", "Runtime", "CpuShares", "Memory", "NanoCpus", "CgroupParent", "PidsLimit", "Ulimits", "MaskedPaths", "ReadonlyPaths"];
        Assert.Empty(host.Except(inspect["HostConfig"]!.AsObject().Select(p => p.Key)));
        Assert.Equal("0001-01-01T00:00:00Z", inspect["State"]!["StartedAt"]!.GetValue<string>());
        Assert.Equal(("true", "[]", "created", 67108864L), (inspect["Path"]!.GetValue<string>(), inspect["Args"]!.ToJsonString(), inspect["State"]!["Status"]!.GetValue<string>(), inspect["HostConfig"]!["ShmSize"]!.GetValue<long>()));
    }

    [Fact]
    public async Task A_request_cut_off_does_no_harm()
    {
        for (var i = 0; i < 20; i++)
        {
            using var socket = await Api.Raw(Engine.Socket, "POST /containers/create HTTP/1.1\r\nHost: docker\r\nContent-Type: application/json\r\nContent-Length: 100000\r\n\r\n{\"Image\":");
            socket.Shutdown(SocketShutdown.Both);
        }
        using (var garbage = await Api.Raw(Engine.Socket, "\0\u0001\u0002 this is no HTTP\r\n\r\n"))
            garbage.Shutdown(SocketShutdown.Send);
        (await Docker("run --rm busybox echo fine")).Prints("fine\n");
        (await Docker("ps -aq")).Prints("");
    }

    [Fact]
    public async Task The_socket_is_for_its_group_only() => Assert.Equal("660 srw-rw----", (await Engine.Shell($"stat -c '%a %A' {Engine.Socket}")).Line);
}
