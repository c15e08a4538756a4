namespace Gantry.EndToEnd.Harness;

/// <summary>A running engine with <c>busybox</c>, shared by the tests of one class; at the end nothing may be left of it.</summary>
public class EngineFixture : IAsyncLifetime
{
    private readonly Host host;
    private KernelState? fresh;

    public EngineFixture()
        : this([])
    {
    }

    protected EngineFixture(string[] flags)
    {
        host = Host.Create();
        Engine = new Engine(host, flags);
    }

    internal Engine Engine { get; }

    public virtual async Task InitializeAsync()
    {
        await Engine.Start();
        await Engine.ImportBusybox();
        // One container first: the bridge and its rules may come with the first that needs them.
        (await Engine.Docker("run --rm busybox true")).Ok();
        if (!EngineBinary.IsReference)
            await Deadline.Until(() => KernelState.Processes(Engine).Any(p => p.Id != Engine.ProcessId) ? "the first container is still there" : null);
        fresh = KernelState.Of(Engine, Engine.ProcessId);
    }

    public async Task DisposeAsync()
    {
        try
        {
            if (fresh is null)
                return;
            await Engine.RemoveContainers();
            if (!EngineBinary.IsReference)
            {
                await KernelState.Returns(Engine, fresh, Engine.ProcessId);
                await Engine.Stop();
                Assert.Empty(KernelState.Processes(Engine));
            }
        }
        finally
        {
            await Engine.DisposeAsync();
            host.Dispose();
        }
    }
}
