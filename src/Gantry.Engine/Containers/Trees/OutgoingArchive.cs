namespace Gantry.Engine.Containers.Trees;

/// <summary>Something that is copied out of a container; the container's tree is held until this is disposed.</summary>
public sealed class OutgoingArchive : IDisposable
{
    private readonly IDisposable _tree;
    private readonly Func<Stream, CancellationToken, Task> _write;

    internal OutgoingArchive(PathStat stat, IDisposable tree, Func<Stream, CancellationToken, Task> write)
    {
        Stat = stat;
        _tree = tree;
        _write = write;
    }

    /// <summary>What is copied.</summary>
    public PathStat Stat { get; }

    /// <summary>Writes the tar.</summary>
    public Task WriteAsync(Stream to, CancellationToken cancellation) => _write(to, cancellation);

    /// <inheritdoc/>
    public void Dispose() => _tree.Dispose();
}
