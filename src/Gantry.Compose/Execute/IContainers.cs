using Gantry.Compose.Observed;
using Gantry.Compose.Plan;

namespace Gantry.Compose.Execute;

/// <summary>Containers of an engine; each is named by its id.</summary>
public interface IContainers
{
    /// <summary>A project's containers in all states, those of <c>run</c> included.</summary>
    /// <param name="project">The project.</param>
    /// <param name="cancellation">Ends the request.</param>
    Task<IReadOnlyList<ObservedContainer>> ListContainersAsync(string project, CancellationToken cancellation);

    /// <summary>Makes a container.</summary>
    /// <param name="order">What it is to be.</param>
    /// <param name="cancellation">Ends the request.</param>
    /// <returns>Its id, and what the engine wants to be known.</returns>
    Task<(string Id, IReadOnlyList<string> Warnings)> CreateContainerAsync(ContainerOrder order, CancellationToken cancellation);

    /// <summary>Starts a container; nothing happens if it runs.</summary>
    Task StartContainerAsync(string id, CancellationToken cancellation);

    /// <summary>Stops a container; nothing happens if it does not run.</summary>
    /// <param name="id">The container.</param>
    /// <param name="timeout">How long it may take before it is killed; null: as long as the container says.</param>
    /// <param name="cancellation">Ends the wait.</param>
    Task StopContainerAsync(string id, TimeSpan? timeout, CancellationToken cancellation);

    /// <summary>Stops a container and starts it again.</summary>
    /// <inheritdoc cref="StopContainerAsync"/>
    Task RestartContainerAsync(string id, TimeSpan? timeout, CancellationToken cancellation);

    /// <summary>Sends a signal.</summary>
    Task KillContainerAsync(string id, string signal, CancellationToken cancellation);

    /// <summary>Holds a container's processes.</summary>
    Task PauseContainerAsync(string id, CancellationToken cancellation);

    /// <summary>Lets a container's processes go on.</summary>
    Task UnpauseContainerAsync(string id, CancellationToken cancellation);

    /// <summary>Gives a container another name.</summary>
    Task RenameContainerAsync(string id, string name, CancellationToken cancellation);

    /// <summary>Removes a container.</summary>
    /// <param name="id">The container.</param>
    /// <param name="force">Whether it may run.</param>
    /// <param name="volumes">Whether its volumes without a name go with it.</param>
    /// <param name="cancellation">Ends the request.</param>
    Task RemoveContainerAsync(string id, bool force, bool volumes, CancellationToken cancellation);

    /// <summary>Writes a file into a container.</summary>
    Task WriteFileAsync(string id, InjectedFile file, CancellationToken cancellation);

    /// <summary>Runs a program in a running container and returns its exit code.</summary>
    /// <param name="id">The container.</param>
    /// <param name="hook">The program.</param>
    /// <param name="take">Takes the lines it writes; null: nobody wants them.</param>
    /// <param name="cancellation">Ends the wait, not the program.</param>
    Task<int> RunHookAsync(string id, HookOrder hook, Action<string>? take, CancellationToken cancellation);

    /// <summary>A container's present condition.</summary>
    Task<ContainerCondition> ConditionAsync(string id, CancellationToken cancellation);

    /// <summary>Waits until a container does not run, and returns its exit code.</summary>
    Task<int> WaitForExitAsync(string id, CancellationToken cancellation);
}
