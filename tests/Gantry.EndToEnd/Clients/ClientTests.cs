using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Clients;

/// <summary>Libraries people build on: Docker's own for Python, and the usual one for JavaScript.</summary>
public sealed class ClientTests(EngineFixture fixture) : EngineTests(fixture)
{
    private async Task Passes(string interpreter, string script)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "Clients", script);
        await using var running = Running.Start(interpreter, [path], new Dictionary<string, string>(Engine.ClientEnvironment) { ["NODE_PATH"] = BaseImages.Folder + "/node_modules" }, folder: BaseImages.Folder);
        (await running.Ended()).Prints("all fine\n");
    }

    [Fact]
    public Task Docker_for_python_works() => Passes("/usr/bin/python3", "docker_py.py");

    [Fact]
    public Task Dockerode_works() => Passes("node", "dockerode.mjs");
}
