using System.Collections.Concurrent;

namespace Gantry.Engine.Hosting;

/// <summary>Work that goes on after a client has its answer. Failures are reported, never lost; the end of the engine waits for what is short.</summary>
internal sealed class BackgroundWork(Action<string> report)
{
    private readonly ConcurrentDictionary<Task, byte> running = new();

    /// <summary>Set when the engine is about to end.</summary>
    public bool Stopping { get; set; }

    public Task Run(Func<Task> work)
    {
        var task = Guarded(work);
        running[task] = 0;
        _ = task.ContinueWith(t => running.TryRemove(t, out _), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return task;
    }

    private async Task Guarded(Func<Task> work)
    {
        await Task.Yield();
        try
        {
            await work();
        }
        catch (Exception e)
        {
            report(e.ToString());
        }
    }
}
