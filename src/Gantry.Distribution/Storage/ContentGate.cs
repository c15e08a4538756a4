namespace Gantry.Distribution.Storage;

/// <summary>Keeps what a new name stands for from being taken away between the look and the naming. Many may add names at a time; only one may
/// take away, and only for the moment one removal lasts.</summary>
internal sealed class ContentGate : IDisposable
{
    private readonly ReaderWriterLockSlim gate = new();

    /// <summary>Adds names; content that was seen inside stays until the end.</summary>
    public T Name<T>(Func<T> action)
    {
        gate.EnterReadLock();
        try
        {
            return action();
        }
        finally
        {
            gate.ExitReadLock();
        }
    }

    /// <summary>Takes names or content away.</summary>
    public T Remove<T>(Func<T> action)
    {
        gate.EnterWriteLock();
        try
        {
            return action();
        }
        finally
        {
            gate.ExitWriteLock();
        }
    }

    public void Dispose() => gate.Dispose();
}
