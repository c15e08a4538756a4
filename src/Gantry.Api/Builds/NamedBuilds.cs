using System.Collections.Concurrent;

namespace Gantry.Api.Builds;

/// <summary>The builds that run and whose clients gave them an id, so that they can be given up by it.</summary>
internal sealed class NamedBuilds
{
    private readonly ConcurrentDictionary<string, CancellationTokenSource> _running = new(StringComparer.Ordinal);

    /// <summary>Runs a build.</summary>
    /// <param name="id">Its id; empty: it has none.</param>
    /// <param name="build">The build.</param>
    /// <param name="gone">Fires when its client has left.</param>
    public async Task RunAsync(string id, Func<CancellationToken, Task> build, CancellationToken gone)
    {
        using var ends = CancellationTokenSource.CreateLinkedTokenSource(gone);
        // One of two with the same id can be given up, as the id says no more.
        var isNamed = id.Length > 0 && _running.TryAdd(id, ends);
        try
        {
            await build(ends.Token);
        }
        finally
        {
            if (isNamed) _running.TryRemove(id, out _);
        }
    }

    /// <summary>Gives one up; nothing happens where there is none of the id.</summary>
    public void Cancel(string id)
    {
        if (!_running.TryGetValue(id, out var ends)) return;
        try
        {
            ends.Cancel();
        }
        catch (ObjectDisposedException)
        {
            // It has just ended.
        }
    }
}
