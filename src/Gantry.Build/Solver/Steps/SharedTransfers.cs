using Gantry.Build.Contexts;

namespace Gantry.Build.Solver.Steps;

/// <summary>Files of clients that several builds of one client want at the same time: they come once, and stay until the last of these builds has ended.</summary>
internal sealed class SharedTransfers
{
    private readonly Lock _gate = new();
    private readonly Dictionary<string, Transfer> _transfers = new(StringComparer.Ordinal);

    /// <summary>The files.</summary>
    /// <param name="key">What they are known by.</param>
    /// <param name="context">The build, which has them until its end.</param>
    /// <param name="bring">Brings them, for the first who asks.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task<BroughtFiles> GetAsync(string key, StepContext context, Func<Task<BroughtFiles>> bring, CancellationToken cancellation)
    {
        while (true)
        {
            var (transfer, isFirst) = Join(key);
            var isHeld = false;
            try
            {
                if (isFirst) await BringAsync(key, transfer, bring);
                var files = await transfer.Files.Task.WaitAsync(cancellation);
                context.Hold(new Stay(this, key, transfer));
                isHeld = true;
                return files;
            }
            catch (Exception) when (!isFirst && !cancellation.IsCancellationRequested)
            {
                // It failed for another build, which may have been given up; this one tries itself.
            }
            finally
            {
                if (!isHeld) Leave(key, transfer);
            }
        }
    }

    private async Task BringAsync(string key, Transfer transfer, Func<Task<BroughtFiles>> bring)
    {
        try
        {
            transfer.Files.TrySetResult(await bring());
        }
        catch (Exception e)
        {
            lock (_gate)
                if (_transfers.GetValueOrDefault(key) == transfer) _transfers.Remove(key);
            transfer.Files.TrySetException(e);
            _ = transfer.Files.Task.Exception; // those who wait see it; nobody may wait
            throw;
        }
    }

    private (Transfer Transfer, bool IsFirst) Join(string key)
    {
        lock (_gate)
        {
            if (_transfers.TryGetValue(key, out var known))
            {
                known.Users++;
                return (known, false);
            }

            return (_transfers[key] = new Transfer(), true);
        }
    }

    private void Leave(string key, Transfer transfer)
    {
        lock (_gate)
        {
            if (--transfer.Users > 0) return;
            if (_transfers.GetValueOrDefault(key) == transfer) _transfers.Remove(key);
        }

        if (transfer.Files.Task.IsCompletedSuccessfully) transfer.Files.Task.Result.Directory.Dispose();
    }

    private sealed class Transfer
    {
        public TaskCompletionSource<BroughtFiles> Files { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public int Users { get; set; } = 1;
    }

    private sealed class Stay(SharedTransfers transfers, string key, Transfer transfer) : IDisposable
    {
        public void Dispose() => transfers.Leave(key, transfer);
    }
}

/// <summary>Files of a client's in a directory of this host.</summary>
/// <param name="Directory">The directory.</param>
/// <param name="Content">What is in it.</param>
/// <param name="Identity">Tells them from what the directory held before.</param>
internal sealed record BroughtFiles(LocalDirectory Directory, SyncedTree Content, string Identity);
