using System.Collections.Concurrent;

using Gantry.Compose.Observed;
using Gantry.Compose.Plan;

namespace Gantry.Compose.Execute;

public sealed partial class DryRunEngine
{
    /// <summary>Containers as they would be, by id; null: gone.</summary>
    private readonly ConcurrentDictionary<string, ObservedContainer?> containers = new(StringComparer.Ordinal);

    /// <summary>Containers as they were found, by id.</summary>
    private readonly ConcurrentDictionary<string, ObservedContainer> found = new(StringComparer.Ordinal);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<ObservedContainer>> ListContainersAsync(string project, CancellationToken cancellation)
    {
        var listed = await engine.ListContainersAsync(project, cancellation);
        foreach (var container in listed)
            found[container.Id] = container;
        return Now(listed, containers, container => container.Id);
    }

    /// <inheritdoc/>
    public Task<(string Id, IReadOnlyList<string> Warnings)> CreateContainerAsync(ContainerOrder order, CancellationToken cancellation)
    {
        var id = NewId();
        containers[id] = new ObservedContainer
        {
            Id = id,
            Name = order.Name,
            Image = order.Service.ImageName(order.Project.Name),
            Labels = order.Labels(),
            Created = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
        };
        return Task.FromResult<(string, IReadOnlyList<string>)>((id, []));
    }

    /// <inheritdoc/>
    public Task StartContainerAsync(string id, CancellationToken cancellation) => Becomes(id, container => container with { State = "running" });

    /// <inheritdoc/>
    public Task StopContainerAsync(string id, TimeSpan? timeout, CancellationToken cancellation) => Becomes(id, container => container with { State = "exited" });

    /// <inheritdoc/>
    public Task RestartContainerAsync(string id, TimeSpan? timeout, CancellationToken cancellation) => StartContainerAsync(id, cancellation);

    /// <inheritdoc/>
    public Task KillContainerAsync(string id, string signal, CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task PauseContainerAsync(string id, CancellationToken cancellation) => Becomes(id, container => container with { State = "paused" });

    /// <inheritdoc/>
    public Task UnpauseContainerAsync(string id, CancellationToken cancellation) => StartContainerAsync(id, cancellation);

    /// <inheritdoc/>
    public Task RenameContainerAsync(string id, string name, CancellationToken cancellation) => Becomes(id, container => container with { Name = name });

    /// <inheritdoc/>
    public Task RemoveContainerAsync(string id, bool force, bool volumes, CancellationToken cancellation)
    {
        containers[id] = null;
        return Task.CompletedTask;
    }

    /// <inheritdoc/>
    public Task WriteFileAsync(string id, InjectedFile file, CancellationToken cancellation) => Task.CompletedTask;

    /// <inheritdoc/>
    public Task<int> RunHookAsync(string id, HookOrder hook, Action<string>? take, CancellationToken cancellation) => Task.FromResult(0);

    /// <summary>The best there is: what is waited for would come about.</summary>
    /// <inheritdoc/>
    public Task<ContainerCondition> ConditionAsync(string id, CancellationToken cancellation) =>
        Task.FromResult(new ContainerCondition(Known(id)?.Name ?? id, "running", 0, "healthy", Checked: true));

    /// <inheritdoc/>
    public Task<int> WaitForExitAsync(string id, CancellationToken cancellation) => Task.FromResult(0);

    private Task Becomes(string id, Func<ObservedContainer, ObservedContainer> change)
    {
        if (Known(id) is { } container)
            containers[id] = change(container);
        return Task.CompletedTask;
    }

    private ObservedContainer? Known(string id) => containers.TryGetValue(id, out var changed) ? changed : found.GetValueOrDefault(id);
}
