using Gantry.Storage.Snapshots;

namespace Gantry.Engine.Containers.Trees;

/// <summary>What can be done with a container's file system from outside. References are as for <see cref="IContainers"/>; paths are the
/// container's, relative ones start at its root.</summary>
public interface IContainerTrees
{
    /// <summary>Where the parts of the container's tree lie, by Docker's names.</summary>
    IReadOnlyDictionary<string, string> DirectoriesOf(string reference);

    /// <summary>What the container changed in its image's tree, sorted by path.</summary>
    IReadOnlyList<SnapshotChange> Changes(string reference);

    /// <summary>Checks the container and returns a writer of its whole tree as a tar, without what is mounted into it.</summary>
    Func<Stream, CancellationToken, Task> Export(string reference);

    /// <summary>What a path stands for. NotFound with Docker's text when there is nothing.</summary>
    Task<PathStat> StatAsync(string reference, string path, CancellationToken cancellation);

    /// <summary>Opens a file or directory to be copied out, as the container sees it. NotFound with Docker's text when there is nothing.</summary>
    Task<OutgoingArchive> OpenAsync(string reference, string path, CancellationToken cancellation);

    /// <summary>Unpacks an archive, plain or compressed, into a directory, as the container sees it.</summary>
    /// <param name="reference">The container.</param>
    /// <param name="path">The directory.</param>
    /// <param name="archive">The archive; read to its end.</param>
    /// <param name="keepsKinds">Whether a directory may only replace a directory, and nothing else may.</param>
    /// <param name="ownedByUser">Whether everything belongs to the container's user instead of whom the archive says.</param>
    /// <param name="cancellation">Gives up; what was made stays.</param>
    Task ExtractAsync(string reference, string path, Stream archive, bool keepsKinds, bool ownedByUser, CancellationToken cancellation);

    /// <summary>Makes a directory, and those above it, where they are missing.</summary>
    Task MakeDirectoryAsync(string reference, string path, CancellationToken cancellation);

    /// <summary>Makes an image of the container. Returns its id.</summary>
    Task<string> CommitAsync(string reference, CommitRequest request, CancellationToken cancellation);
}
