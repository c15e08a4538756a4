namespace Gantry.Compose.Execute;

/// <summary>What an engine tells of containers while it happens.</summary>
public interface IContainerEvents
{
    /// <summary>What happens to a project's containers, from the moment this returns.</summary>
    /// <param name="project">The project.</param>
    /// <param name="cancellation">Ends the watch.</param>
    Task<IAsyncEnumerable<ContainerEvent>> WatchAsync(string project, CancellationToken cancellation);
}
