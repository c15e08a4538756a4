using Gantry.Build.Graph;

namespace Gantry.Build.Solver;

/// <summary>What a frontend or a graph came to. Holds what the results need, until it is disposed of.</summary>
public abstract class SolveResult : IAsyncDisposable
{
    /// <summary>The one result; null: an empty file system, or there are several.</summary>
    public IResultReference? Reference { get; init; }

    /// <summary>The results by platform or another key; empty where there is only one.</summary>
    public IReadOnlyDictionary<string, IResultReference?> References { get; init; } = new Dictionary<string, IResultReference?>();

    /// <summary>What the frontend tells the exporter, for example <c>containerimage.config</c> (with a key: <c>containerimage.config/linux/amd64</c>) and
    /// <c>refs.platforms</c>.</summary>
    public IReadOnlyDictionary<string, ReadOnlyMemory<byte>> Metadata { get; init; } = new Dictionary<string, ReadOnlyMemory<byte>>();

    /// <inheritdoc/>
    public abstract ValueTask DisposeAsync();
}

/// <summary>A result, perhaps one that is still to be made: who looks into it has it made.</summary>
public interface IResultReference
{
    /// <summary>The graph it comes from.</summary>
    VertexOutput Output { get; }

    /// <summary>Makes it.</summary>
    /// <exception cref="BuildException">A step failed.</exception>
    Task EvaluateAsync(CancellationToken cancellation);

    /// <summary>Reads a part of a file.</summary>
    /// <param name="path">The file; symbolic links are followed inside the result.</param>
    /// <param name="offset">Where to begin.</param>
    /// <param name="length">How much; null: to the end.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<ReadOnlyMemory<byte>> ReadFileAsync(string path, long offset, int? length, CancellationToken cancellation);

    /// <summary>Lists a directory by name.</summary>
    /// <param name="path">The directory.</param>
    /// <param name="pattern">The names that are wanted; empty: all.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<IReadOnlyList<ResultEntry>> ReadDirectoryAsync(string path, string pattern, CancellationToken cancellation);

    /// <summary>Tells what a path names.</summary>
    /// <param name="path">The path; a symbolic link at its end is not followed.</param>
    /// <param name="cancellation">Ends it.</param>
    Task<ResultEntry> StatusAsync(string path, CancellationToken cancellation);
}

/// <summary>A file of a result.</summary>
/// <param name="Path">Its name in the directory, or the path that was asked about.</param>
/// <param name="Mode">Type and permission bits as stat(2) has them.</param>
/// <param name="UserId">The owner.</param>
/// <param name="GroupId">The group.</param>
/// <param name="Size">Bytes.</param>
/// <param name="ModifiedNanoseconds">The modification time since 1970.</param>
/// <param name="LinkTarget">Where a symbolic link leads; empty for others.</param>
/// <param name="DeviceMajor">A device's major number.</param>
/// <param name="DeviceMinor">A device's minor number.</param>
public sealed record ResultEntry(string Path, uint Mode, uint UserId, uint GroupId, long Size, long ModifiedNanoseconds, string LinkTarget = "", uint DeviceMajor = 0, uint DeviceMinor = 0);
