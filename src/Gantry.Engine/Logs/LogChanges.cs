namespace Gantry.Engine.Logs;

/// <summary>Tells when a log was written to or exchanged, by the kernel's notification.</summary>
internal sealed class LogChanges : IDisposable
{
    private readonly FileSystemWatcher watcher;
    private readonly SemaphoreSlim changed = new(0, 1);

    /// <param name="path">The log; with <c>*</c> in its name all that match.</param>
    public LogChanges(string path)
    {
        watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!, Path.GetFileName(path)) { NotifyFilter = NotifyFilters.LastWrite | NotifyFilters.FileName | NotifyFilters.Size };
        watcher.Changed += (_, _) => Tell();
        watcher.Created += (_, _) => Tell();
        watcher.EnableRaisingEvents = true;
    }

    /// <summary>Completes with the next change; several changes at once count as one.</summary>
    public Task NextAsync(CancellationToken cancellation) => changed.WaitAsync(cancellation);

    /// <summary>Counts as a change.</summary>
    public void Tell()
    {
        lock (changed)
        {
            if (changed.CurrentCount == 0)
                changed.Release();
        }
    }

    public void Dispose()
    {
        watcher.Dispose();
    }
}
