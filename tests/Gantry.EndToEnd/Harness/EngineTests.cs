namespace Gantry.EndToEnd.Harness;

/// <summary>Tests that share one engine and leave no container to each other.</summary>
public abstract class EngineTests(EngineFixture fixture) : IClassFixture<EngineFixture>, IAsyncLifetime
{
    internal Engine Engine { get; } = fixture.Engine;

    internal Task<Outcome> Docker(string line) => Engine.Docker(line);

    internal Task<Outcome> Docker(params string[] arguments) => Engine.Docker(arguments);

    /// <summary>Runs a command in a fresh busybox container that is removed at once.</summary>
    internal Task<Outcome> Busybox(string flags, string script) => Engine.Docker([.. Words.Of("run --rm " + flags), "busybox", "sh", "-c", script]);

    /// <summary>Starts a container in the background and returns its id.</summary>
    internal async Task<string> Background(string line) => (await Docker("run -d " + line)).Ok().Line;

    /// <summary>Starts a container that does nothing until it is stopped, and then ends at once.</summary>
    internal Task<string> Idle(string name, string flags = "") => Background($"--name {name} {flags} busybox sh -c 'trap \"exit 0\" TERM; while :; do sleep 1000 & wait; done'");

    public virtual Task InitializeAsync() => Task.CompletedTask;

    public virtual async Task DisposeAsync()
    {
        await Engine.RemoveContainers();
    }
}
