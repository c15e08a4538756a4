using Gantry.Runtime.Shim;

namespace Gantry.Engine.Containers;

/// <summary>The one live object of a container: its present record, its process, and who waits for it.
/// Readers take <see cref="Current"/> without a lock; whoever changes the container holds <see cref="Gate"/>.</summary>
internal sealed class ContainerSlot(Container container)
{
    private volatile Container current = container;
    private readonly Lock waiting = new();
    private TaskCompletionSource<WaitResult> nextExit = NewSource();

    /// <summary>One operation at a time.</summary>
    public SemaphoreSlim Gate { get; } = new(1, 1);

    public Container Current
    {
        get => current;
        set => current = value;
    }

    public string Id => current.Id;

    /// <summary>The shim of the present run; null when none runs.</summary>
    public ShimProcess? Process { get; set; }

    /// <summary>Connections made before the start, handed to the shim with it.</summary>
    public PendingAttachments Pending { get; } = new();

    /// <summary>Completed when the present run's end is on disk and everyone was told.</summary>
    public Task Ended { get; set; } = Task.CompletedTask;

    /// <summary>Completed when what the last run left in the kernel is gone; the next start waits for it.</summary>
    public Task Cleared { get; set; } = Task.CompletedTask;

    /// <summary>Whether the present run was asked to end, so that its policy does not bring it back.</summary>
    public bool StopRequested { get; set; }

    /// <summary>Whether the container stays when the present run ends, also one that goes with its run: it is about to be started again.</summary>
    public bool StaysOnExit { get; set; }

    /// <summary>Cancels a restart that waits for its delay.</summary>
    public CancellationTokenSource? RestartDelay { get; set; }

    /// <summary>Set once it is gone.</summary>
    public TaskCompletionSource<WaitResult> Removed { get; } = NewSource();

    /// <summary>The next end of a run.</summary>
    public Task<WaitResult> NextExit
    {
        get
        {
            lock (waiting)
                return nextExit.Task;
        }
    }

    /// <summary>Tells everyone who waits for the end of a run.</summary>
    public void CompleteExit(WaitResult result)
    {
        TaskCompletionSource<WaitResult> done;
        lock (waiting)
            (done, nextExit) = (nextExit, NewSource());
        done.TrySetResult(result);
    }

    private static TaskCompletionSource<WaitResult> NewSource() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
