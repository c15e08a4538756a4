using System.Threading.Channels;

namespace Gantry.Cli.Compose.Watching;

/// <summary>Tells which files below some paths change, in batches: an editor that saves many files at once is told of once.</summary>
internal sealed class FileWatch : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(500);
    private readonly List<FileSystemWatcher> watchers = [];
    private readonly Channel<string> changes = Channel.CreateUnbounded<string>();

    /// <param name="paths">Directories, watched with all below them, and files.</param>
    public FileWatch(IEnumerable<string> paths)
    {
        foreach (var path in paths.Distinct(StringComparer.Ordinal))
        {
            var isDirectory = Directory.Exists(path);
            var watcher = isDirectory
                ? new FileSystemWatcher(path) { IncludeSubdirectories = true }
                : new FileSystemWatcher(Path.GetDirectoryName(path)!, Path.GetFileName(path));
            watcher.NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Attributes;
            watcher.Changed += (_, happened) => Take(happened.FullPath);
            watcher.Created += (_, happened) => TakeAll(happened.FullPath);
            watcher.Deleted += (_, happened) => Take(happened.FullPath);
            watcher.Renamed += (_, happened) =>
            {
                Take(happened.OldFullPath);
                TakeAll(happened.FullPath);
            };
            watcher.EnableRaisingEvents = true;
            watchers.Add(watcher);
        }
    }

    /// <summary>The files that changed, batch by batch; a batch ends when nothing happened for half a second.</summary>
    public async IAsyncEnumerable<IReadOnlyCollection<string>> BatchesAsync([System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellation)
    {
        while (await changes.Reader.WaitToReadAsync(cancellation))
        {
            var batch = new SortedSet<string>(StringComparer.Ordinal);
            do
            {
                while (changes.Reader.TryRead(out var path))
                    batch.Add(path);
            }
            while (await ComesMoreAsync(cancellation));
            yield return batch;
        }
    }

    public void Dispose() => watchers.ForEach(watcher => watcher.Dispose());

    private async Task<bool> ComesMoreAsync(CancellationToken cancellation)
    {
        using var quiet = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        quiet.CancelAfter(Quiet);
        try
        {
            return await changes.Reader.WaitToReadAsync(quiet.Token);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return false;
        }
    }

    private void Take(string path)
    {
        // A directory's own time changes with what is in it, which is told of by itself.
        if (!Directory.Exists(path))
            changes.Writer.TryWrite(path);
    }

    /// <summary>What is in a directory that came may have come before anybody listened to it.</summary>
    private void TakeAll(string path)
    {
        try
        {
            foreach (var file in Directory.Exists(path) ? Directory.EnumerateFiles(path, "*", SearchOption.AllDirectories) : [path])
                changes.Writer.TryWrite(file);
        }
        catch (IOException)
        {
            // It went again; that is told of as well.
        }
    }
}
