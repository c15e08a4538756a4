namespace Gantry.EndToEnd.Harness;

/// <summary>Tests that need an engine each: they kill it, starve it or start it with flags of its own.</summary>
public abstract class OwnEngineTests : IAsyncLifetime
{
    private readonly Host host = Host.Create();

    protected OwnEngineTests(params string[] flags) => Engine = new Engine(host, flags);

    internal Engine Engine { get; }

    internal Task<Outcome> Docker(string line) => Engine.Docker(line);

    internal Task<Outcome> Docker(params string[] arguments) => Engine.Docker(arguments);

    public virtual async Task InitializeAsync()
    {
        await Engine.Start();
        await Engine.ImportBusybox();
    }

    public async Task DisposeAsync()
    {
        try
        {
            await Engine.RemoveContainers();
            await Engine.Stop();
            if (!EngineBinary.IsReference)
                await Deadline.Until(() => KernelState.Processes(Engine).ToArray() is { Length: > 0 } left ? $"still there: {string.Join(", ", left)}" : null);
        }
        finally
        {
            await Engine.DisposeAsync();
            host.Dispose();
        }
    }
}
