using Gantry.Linux.Processes;

namespace Gantry.Http.Hosting;

/// <summary>Gives memory back when the server has nothing to do: a burst of requests leaves a heap as large as the burst made it and the pages of
/// the executable that the burst went through, and an idle process has no reason of its own to collect.</summary>
public sealed class IdleMemory : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromSeconds(3);

    private const int LargeBuffer = 128 << 10;

    private readonly ITimer timer;

    /// <summary>Waits for the end of the start, which is work like a request.</summary>
    /// <param name="time">The clock.</param>
    public IdleMemory(TimeProvider time)
    {
        NativeHeap.ReturnFrom(LargeBuffer);
        timer = time.CreateTimer(static _ => Release(), null, Quiet, Timeout.InfiniteTimeSpan);
    }

    /// <summary>Notes that a request has ended; without another one for a while, memory is given back once.</summary>
    public void Worked() => timer.Change(Quiet, Timeout.InfiniteTimeSpan);

    /// <inheritdoc/>
    public void Dispose() => timer.Dispose();

    private static void Release()
    {
        GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
        NativeHeap.Trim();
        FilePages.Release(isAlone: false);
    }
}
