namespace Gantry.Engine.Logs;

/// <summary>Tells when a log was written to or rotated, by the kernel's notification.</summary>
internal sealed class LogChanges : IDisposable
{
    private readonly FileSystemWatcher watcher;
    private readonly SemaphoreSlim changed = new(0);
    private int rotations;

    public LogChanges(string path)
    {
        watcher = new FileSystemWatcher(Path.GetDirectoryName(path)!, Path.GetFileName(path)) { NotifyFilter = NotifyFilters.LastWrite | NotifyFilters.FileName | NotifyFilters.Size };
        watcher.Changed += (_, _) => changed.Release();
        watcher.Created += (_, _) =>
        {
            Interlocked.Increment(ref rotations);
            changed.Release();
        };
        watcher.EnableRaisingEvents = true;
    }

    /// <summary>Completes with the next change; several changes at once count as one.</summary>
    public async Task NextAsync(CancellationToken cancellation)
    {
        await changed.WaitAsync(cancellation);
        while (changed.Wait(0, cancellation))
        {
        }
    }

    /// <summary>Whether the log has begun a new file since the last call.</summary>
    public bool TakeRotation() => Interlocked.Exchange(ref rotations, 0) > 0;

    public void Dispose()
    {
        watcher.Dispose();
        changed.Dispose();
    }
}
