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
    [InlineData("POST", "/session", 400, "no upgrade proto in request")]
    [InlineData("POST", "/grpc", 500, "no upgrade proto in request")]
    [InlineData("GET", "/plugins/none/json", 404, "plugin \"none\" not found")]
    [InlineData("POST", "/plugins/none/enable", 500, "strconv.Atoi: parsing \"\": invalid syntax")]
    [InlineData("POST", "/plugins/none/enable?timeout=1", 404, "plugin \"none\" not found")]
    [InlineData("GET", "/plugins?filters=%7B%22a%22:[%22b%22]%7D", 400, "invalid filter 'a'")]
    [InlineData("POST", "/swarm/leave?force=true", 503, "This node is not part of a swarm")]
    [InlineData("GET", "/services/x/logs", 500, "Bad parameters: you must choose at least one stream")]
    public async Task Errors_have_dockers_status_and_message(string method, string path, int status, string message)
    {
        var answer = await Engine.Api.Send(new HttpMethod(method), path);
        Assert.Equal((status, message), (answer.Code, answer.Message));
        Assert.Equal("application/json", answer.Header("Content-Type"));
    }

    [Theory]
    [InlineData("GET", "/swarm")]
    [InlineData("GET", "/swarm/unlockkey")]
    [InlineData("POST", "/swarm/update?version=1")]
    [InlineData("GET", "/services")]
    [InlineData("POST", "/services/create")]
    [InlineData("GET", "/services/x/logs?stdout=1")]
    [InlineData("GET", "/nodes/x")]
    [InlineData("DELETE", "/secrets/x")]
    [InlineData("POST", "/configs/x/update?version=1")]
    [InlineData("GET", "/tasks")]
    public async Task A_node_of_no_swarm_says_so(string method, string path)
    {
        var answer = await Engine.Api.Send(new HttpMethod(method), path, method == "POST" ? "{}" : null);
        Assert.Equal(
            (503, "This node is not a swarm manager. Use \"docker swarm init\" or \"docker swarm join\" to connect this node to swarm and try again."),
            (answer.Code, answer.Message));
    }

    [Fact]
    public async Task There_are_no_managed_plugins() => Assert.Equal("[]\n", (await Engine.Api.Get("/plugins")).Body);

    [Fact]
    public async Task Of_a_parameter_that_comes_twice_the_first_counts()
    {
        (await Docker("create --name once busybox true")).Ok();
        var answer = await Engine.Api.Get("/containers/json?all=1&limit=1&limit=x");
        Assert.Equal(200, answer.Code);
        Assert.Single(answer.Json.AsArray());
    }

    [Fact]
    public async Task Null_is_as_good_as_nothing()
    {
        var answer = await Engine.Api.Post(
            "/containers/create?name=null",
            """{"Image":"busybox","Cmd":["true"],"Tty":null,"User":null,"Env":null,"Labels":null,"StopTimeout":null,"Healthcheck":{"Test":["NONE"],"Interval":null,"Retries":null},"HostConfig":{"Memory":null,"CpuShares":null,"PidsLimit":null,"OomScoreAdj":null,"Binds":null,"RestartPolicy":{"Name":"no","MaximumRetryCount":null}}}""");
        Assert.Equal((201, "[]"), (answer.Code, answer.Json["Warnings"]!.ToJsonString()));
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
