using System.Globalization;
using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Protocol;

public sealed class VersionTests(EngineFixture fixture) : EngineTests(fixture)
{
    [Fact]
    public async Task The_ping_tells_what_a_client_negotiates_with()
    {
        foreach (var method in new[] { HttpMethod.Get, HttpMethod.Head })
        {
            var ping = await Engine.Api.Send(method, "/_ping");
            Assert.Equal((200, method == HttpMethod.Get ? "OK" : ""), (ping.Code, ping.Body));
            Assert.Equal(("1.51", "linux", "false", "must-revalidate, no-cache, no-store", "no-cache"), (ping.Header("Api-Version"), ping.Header("OSType"), ping.Header("Docker-Experimental"), string.Join(", ", ping.Header("Cache-Control")!.Split(", ").Order()), ping.Header("Pragma")));
            Assert.StartsWith("text/plain", ping.Header("Content-Type"), StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("1.24")]
    [InlineData("1.30")]
    [InlineData("1.41")]
    [InlineData("1.51")]
    public async Task Every_supported_version_answers(string version)
    {
        foreach (var path in new[] { "_ping", "version", "info", "containers/json", "images/json" })
            Assert.Equal(200, (await Engine.Api.Get($"/v{version}/{path}")).Code);
    }

    [Fact]
    public async Task A_version_too_old_or_too_new_is_refused()
    {
        var old = await Engine.Api.Get("/v1.23/version");
        Assert.Equal((400, "client version 1.23 is too old. Minimum supported API version is 1.24, please upgrade your client to a newer version"), (old.Code, old.Body.TrimEnd()));
        var future = await Engine.Api.Get("/v1.99/version");
        Assert.Equal((400, "client version 1.99 is too new. Maximum supported API version is 1.51"), (future.Code, future.Message));
    }

    [Theory]
    [InlineData("1.24")]
    [InlineData("1.35")]
    [InlineData("1.44")]
    [InlineData("1.50")]
    public async Task The_client_works_with_any_version(string version)
    {
        await using var running = Running.Start("docker", ["run", "--rm", "busybox", "echo", "hello"], new Dictionary<string, string>(Engine.ClientEnvironment) { ["DOCKER_API_VERSION"] = version });
        var ended = (await running.Ended()).Ok();
        Assert.Equal("hello\n", ended.Out);

        // Clients of 1.24 remove the container themselves, and give up waiting for the answer when they see the event "destroy".
        Assert.True(ended.Err.Length == 0 || (version == "1.24" && ended.Err.Contains("context canceled", StringComparison.Ordinal)), ended.Err);
    }

    [Fact]
    public async Task Version_names_api_system_and_kernel()
    {
        var version = (await Engine.Api.Get("/version")).Json;
        Assert.Equal(("1.51", "1.24", "linux", "amd64"), (version["ApiVersion"]!.GetValue<string>(), version["MinAPIVersion"]!.GetValue<string>(), version["Os"]!.GetValue<string>(), version["Arch"]!.GetValue<string>()));
        Assert.Equal((await File.ReadAllTextAsync("/proc/sys/kernel/osrelease")).Trim(), version["KernelVersion"]!.GetValue<string>());
        (await Docker("version --format '{{.Client.APIVersion}} {{.Server.APIVersion}} {{.Server.MinAPIVersion}}'")).Prints("1.50 1.51 1.24\n");
    }

    [Fact]
    public async Task Info_tells_of_host_and_engine()
    {
        await Idle("one");
        await Docker("create busybox");
        var info = (await Engine.Api.Get("/info")).Json;
        string Of(string key) => info[key]!.ToJsonString();
        Assert.Equal(("2", "1", "1", "0"), (Of("Containers"), Of("ContainersRunning"), Of("ContainersStopped"), Of("ContainersPaused")));
        Assert.Equal((Environment.ProcessorCount.ToString(CultureInfo.InvariantCulture), "\"linux\"", "\"x86_64\"", $"\"{Engine.DataRoot}\"", "\"json-file\""), (Of("NCPU"), Of("OSType"), Of("Architecture"), Of("DockerRootDir"), Of("LoggingDriver")));
        Assert.Equal(long.Parse((await File.ReadAllLinesAsync("/proc/meminfo"))[0].Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) * 1024, info["MemTotal"]!.GetValue<long>());
        (await Docker("info --format '{{.Images}} {{.OSType}} {{.Name}}'")).Prints($"1 linux {Environment.MachineName}\n");
        Assert.Contains(" Docker Root Dir: " + Engine.DataRoot, (await Docker("info")).Ok().Lines);
    }
}
