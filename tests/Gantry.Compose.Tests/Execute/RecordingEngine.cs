using System.Threading.Channels;

using Gantry.Compose.Execute;
using Gantry.Compose.Observed;
using Gantry.Compose.Plan;
using Gantry.Oci.Errors;

namespace Gantry.Compose.Tests.Execute;

/// <summary>An engine that writes down what is asked of it, and fails where a test wants it to.</summary>
internal sealed class RecordingEngine : IEngine
{
    private readonly Channel<ContainerEvent> events = Channel.CreateUnbounded<ContainerEvent>();
    private readonly List<string> calls = [];

    public IReadOnlyList<string> Calls
    {
        get { lock (calls) return [.. calls]; }
    }

    /// <summary>Failures, by what is asked.</summary>
    public Dictionary<string, ErrorKind> Failures { get; } = [];

    /// <summary>Failures that happen once, by what is asked.</summary>
    public Dictionary<string, ErrorKind> FirstFailures { get; } = [];

    /// <summary>What holds a call up, by what is asked.</summary>
    public Dictionary<string, Task> Delays { get; } = [];

    public Dictionary<string, ContainerCondition> Conditions { get; } = [];

    public Dictionary<string, int> HookCodes { get; } = [];

    public int NetworkUsers { get; set; }

    public void Happens(string id, string action) => events.Writer.TryWrite(new ContainerEvent(id, action, new Dictionary<string, string>()));

    public Task<IAsyncEnumerable<ContainerEvent>> WatchAsync(string project, CancellationToken cancellation) => Task.FromResult(events.Reader.ReadAllAsync(cancellation));

    public Task<IReadOnlyList<ObservedContainer>> ListContainersAsync(string project, CancellationToken cancellation) => Task.FromResult<IReadOnlyList<ObservedContainer>>([]);

    public async Task<(string Id, IReadOnlyList<string> Warnings)> CreateContainerAsync(ContainerOrder order, CancellationToken cancellation)
    {
        await Take($"create {order.Name}");
        return ($"id-of-{order.Name}", []);
    }

    public Task StartContainerAsync(string id, CancellationToken cancellation) => Take($"start {id}");

    public Task StopContainerAsync(string id, TimeSpan? timeout, CancellationToken cancellation) => Take($"stop {id}");

    public Task RestartContainerAsync(string id, TimeSpan? timeout, CancellationToken cancellation) => Take($"restart {id}");

    public Task KillContainerAsync(string id, string signal, CancellationToken cancellation) => Take($"kill {id}");

    public Task PauseContainerAsync(string id, CancellationToken cancellation) => Take($"pause {id}");

    public Task UnpauseContainerAsync(string id, CancellationToken cancellation) => Take($"unpause {id}");

    public Task RenameContainerAsync(string id, string name, CancellationToken cancellation) => Take($"rename {id} {name}");

    public Task RemoveContainerAsync(string id, bool force, bool volumes, CancellationToken cancellation) => Take($"remove {id}");

    public Task WriteFileAsync(string id, InjectedFile file, CancellationToken cancellation) => Take($"write {id} {file.Path}");

    public async Task<int> RunHookAsync(string id, HookOrder hook, Action<string>? take, CancellationToken cancellation)
    {
        await Take($"hook {id} {hook.Command[0]}");
        take?.Invoke("said");
        return HookCodes.GetValueOrDefault(hook.Command[0]);
    }

    public Task<ContainerCondition> ConditionAsync(string id, CancellationToken cancellation) => Task.FromResult(Conditions[id]);

    public async Task<int> WaitForExitAsync(string id, CancellationToken cancellation)
    {
        await Take($"wait {id}");
        return Conditions[id].ExitCode;
    }

    public Task<IReadOnlyList<ObservedNetwork>> ListNetworksAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<ObservedNetwork>>([]);

    public async Task<string> CreateNetworkAsync(NetworkOrder order, CancellationToken cancellation)
    {
        await Take($"create network {order.Name}");
        return "id";
    }

    public Task<int> CountNetworkUsersAsync(string id, CancellationToken cancellation) => Task.FromResult(NetworkUsers);

    public Task RemoveNetworkAsync(string id, CancellationToken cancellation) => Take($"remove network {id}");

    public Task DisconnectAsync(string network, string container, CancellationToken cancellation) => Take($"disconnect {container}");

    public Task ConnectAsync(string network, string container, CancellationToken cancellation) => Take($"connect {container}");

    public Task<IReadOnlyList<ObservedVolume>> ListVolumesAsync(CancellationToken cancellation) => Task.FromResult<IReadOnlyList<ObservedVolume>>([]);

    public Task CreateVolumeAsync(VolumeOrder order, CancellationToken cancellation) => Take($"create volume {order.Name}");

    public Task RemoveVolumeAsync(string name, CancellationToken cancellation) => Take($"remove volume {name}");

    public Task<ObservedImage?> FindImageAsync(string name, CancellationToken cancellation) => Task.FromResult<ObservedImage?>(null);

    public Task<IReadOnlyList<(string Name, string Service)>> ListBuiltImagesAsync(string project, CancellationToken cancellation) =>
        Task.FromResult<IReadOnlyList<(string Name, string Service)>>([]);

    public Task PullImageAsync(PullOrder order, Action<ProgressEvent> progress, CancellationToken cancellation) => Take($"pull {order.Image}");

    public Task RemoveImageAsync(string name, CancellationToken cancellation) => Take($"remove image {name}");

    private async Task Take(string call)
    {
        lock (calls)
            calls.Add(call);
        if (Delays.TryGetValue(call, out var delay))
            await delay;
        if (Failures.TryGetValue(call, out var kind) || FirstFailures.Remove(call, out kind))
            throw new GantryException(kind, $"Error response from daemon: cannot {call}");
    }
}
