namespace Gantry.Distribution.Storage;

/// <summary>Lets one at a time change what a key stands for, in the order of their coming. Who holds a manifest's key may ask for keys of tags and content, never the
/// other way round.</summary>
internal sealed class KeyLocks
{
    private readonly Lock gate = new();
    private readonly Dictionary<string, Queue<TaskCompletionSource>?> held = new(StringComparer.Ordinal);

    /// <summary>Waits for the key.</summary>
    /// <returns>Gives it back when disposed.</returns>
    public async ValueTask<IDisposable> HoldAsync(string key)
    {
        TaskCompletionSource turn;
        lock (gate)
        {
            if (held.TryAdd(key, null))
                return new Hold(this, key);
            turn = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            (held[key] ??= new Queue<TaskCompletionSource>()).Enqueue(turn);
        }

        await turn.Task;
        return new Hold(this, key);
    }

    /// <summary>Takes the key where nobody has it.</summary>
    /// <returns>Gives it back when disposed; null: somebody has it.</returns>
    public IDisposable? TryHold(string key)
    {
        lock (gate)
            return held.TryAdd(key, null) ? new Hold(this, key) : null;
    }

    private void Release(string key)
    {
        lock (gate)
        {
            if (held[key]?.TryDequeue(out var next) == true)
                next.SetResult();
            else
                held.Remove(key);
        }
    }

    private sealed class Hold(KeyLocks locks, string key) : IDisposable
    {
        public void Dispose() => locks.Release(key);
    }
}
