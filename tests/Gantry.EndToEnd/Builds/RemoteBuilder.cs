using Gantry.EndToEnd.Harness;

namespace Gantry.EndToEnd.Builds;

/// <summary>BuildKit's client with the engine as its remote builder: what it then asks for is everything BuildKit can do, and not what Docker's driver allows.</summary>
internal sealed class RemoteBuilder(Engine engine)
{
    private readonly string _name = "engine-" + Guid.NewGuid().ToString("N")[..8];

    public static string Buildx { get; } = Path.Combine(Environment.GetEnvironmentVariable("GANTRY_E2E_CACHE") ?? "/var/tmp/gantry-e2e", "buildx", "docker-buildx");

    /// <summary>The beginning of a command line that builds.</summary>
    public string Build => $"{Command} build --builder {_name} --progress plain";

    /// <summary>The beginning of any command line.</summary>
    public string Command => $"BUILDX_CONFIG={engine.Work}/buildx {Buildx}";

    /// <summary>Makes the engine known to the client.</summary>
    public async Task Create() => (await engine.Shell($"{Command} create --name {_name} --driver remote unix://{engine.Socket}")).Ok();
}
