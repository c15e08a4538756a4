using Gantry.Build.Sessions;
using Gantry.Build.Solver;
using Gantry.Build.Solver.Steps;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;

namespace Gantry.Build.Frontend;

/// <summary>Reads single files of the client's directories, which the frontend needs before there is a graph.</summary>
internal sealed class ClientFiles(StepContext context)
{
    /// <summary>Does some work as a step that progress shows.</summary>
    public async Task<T> ShownAsync<T>(ProgressVertex vertex, Func<Task<T>> work)
    {
        context.Progress.Known(vertex);
        context.Progress.Started(vertex);
        try
        {
            var result = await work();
            context.Progress.Completed(vertex, cached: false, null);
            return result;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            context.Progress.Completed(vertex, cached: false, e.Message);
            throw;
        }
    }

    /// <summary>Brings some files of a directory.</summary>
    /// <param name="vertex">The step that progress shows it as.</param>
    /// <param name="directory">What the client calls the directory.</param>
    /// <param name="files">The files.</param>
    /// <param name="cancellation">Ends it.</param>
    public async Task<RootedDirectory> SyncAsync(ProgressVertex vertex, string directory, IReadOnlyList<string> files, CancellationToken cancellation)
    {
        context.Directories.Add(directory);
        var brought = await LocalSource.BringAsync(
            context, vertex.Digest, new DirectoryRequest(directory) { IncludePatterns = files, FollowPaths = files }, $"{directory}\n{string.Join('\n', files)}", isIndexed: false, cancellation);
        return RootedDirectory.Open(brought.Directory.Path);
    }

    /// <summary>Tells what is read of a directory from the same of other builds, unless it is the same: builds that share the directory read it together.</summary>
    public string Identity(string directory) => context.Request.LocalSessions.GetValueOrDefault(directory)?.Id ?? Guid.NewGuid().ToString("N");

    /// <summary>The text of a file; null: there is none.</summary>
    public async Task<string?> ReadAsync(ProgressVertex vertex, string directory, string file, CancellationToken cancellation)
    {
        using var tree = await SyncAsync(vertex, directory, [file], cancellation);
        return Text(tree, file);
    }

    /// <summary>The text of a file of a tree; null: there is none.</summary>
    public static string? Text(RootedDirectory tree, string path)
    {
        var file = tree.TryOpen(Linux.Files.FileName.FromText(path), OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, out _);
        if (file is null) return null;
        using var reader = new StreamReader(new FileStream(file, FileAccess.Read, 0));
        return reader.ReadToEnd();
    }
}
