using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Distribution;

/// <summary>A <c>gantry registry serve</c> on an engine's machine, whose files go with the engine's.</summary>
internal static class BesideEngine
{
    /// <summary>Starts one at <c>localhost:PORT</c> and returns when it listens.</summary>
    public static Task<Running> Registry(Engine engine, int port, params string[] flags) => Registry(engine, $"127.0.0.1:{port}", flags);

    /// <summary>Starts one at <c>ADDRESS:PORT</c> and returns when it listens.</summary>
    public static async Task<Running> Registry(Engine engine, string address, params string[] flags)
    {
        string[] root = flags.Contains("--root") ? [] : ["--root", $"{engine.Work}/registry.{address}"];
        var running = Running.Start("nsenter", ["--net=" + engine.Host.Path, EngineBinary.Client, "registry", "serve", "--listen", address, .. root, .. flags], engine.ClientEnvironment);
        await running.ErrContains("listens on");
        return running;
    }
}
