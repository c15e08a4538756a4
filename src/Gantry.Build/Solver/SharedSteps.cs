using System.Collections.Concurrent;

using Gantry.Oci.Images;
using Gantry.Storage.Images;
using Gantry.Storage.Steps;

namespace Gantry.Build.Solver;

/// <summary>Steps that builds share: who makes one now, and what they came to. What is made is found at once, and durable after <see cref="Flush"/>.</summary>
internal sealed class SharedSteps(ImageStore store)
{
    private readonly Dictionary<string, SharedStep> _making = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, StepRecord> _fresh = new(StringComparer.Ordinal);
    private readonly Lock _flushing = new(); // builds that end together keep each record once
    private readonly Dictionary<string, int> _used = new(StringComparer.Ordinal);

    /// <summary>Joins the builds for which a step is being made, or begins to have it made.</summary>
    /// <param name="key">The step's.</param>
    /// <param name="progress">The build's.</param>
    /// <param name="vertex">What the build calls the step.</param>
    /// <param name="make">Makes it.</param>
    /// <param name="outlasts">Whether others share the step after it is done, until all who shared it have left: it is kept nowhere else.</param>
    /// <returns>What to wait for, and then to leave; and whether it was begun for this build.</returns>
    public (SharedStep Step, bool IsFirst) Join(string key, IBuildProgress progress, Digest vertex, Func<SharedStep, Task<MadeStep>> make, bool outlasts)
    {
        SharedStep step;
        lock (_making)
        {
            if (_making.TryGetValue(key, out var known) && known.TryJoin(progress, vertex)) return (known, false);
            step = _making[key] = new SharedStep(store.Leases.Take());
            step.TryJoin(progress, vertex);
        }

        _ = Task.Run(() => MakeAsync(key, step, make, outlasts));
        return (step, true);
    }

    private async Task MakeAsync(string key, SharedStep step, Func<SharedStep, Task<MadeStep>> make, bool outlasts)
    {
        try
        {
            var made = await make(step);
            // Whoever comes now finds it among what is kept.
            if (!outlasts) Forget(key, step);
            step.Complete(made);
        }
        catch (Exception e)
        {
            Forget(key, step);
            step.Fail(e);
        }
    }

    private void Forget(string key, SharedStep step)
    {
        lock (_making)
            if (_making.GetValueOrDefault(key) == step) _making.Remove(key);
    }

    /// <summary>A build has no use for a step any more. The last one to leave a step that goes on waits for its end.</summary>
    public async Task LeaveAsync(string key, SharedStep step, IBuildProgress progress)
    {
        if (!step.Leave(progress)) return;
        Forget(key, step);
        await step.Made.ContinueWith(_ => { }, TaskScheduler.Default);
        step.Dispose();
    }

    /// <summary>What a step came to; null where it is not kept.</summary>
    public StepRecord? Find(string key) => _fresh.TryGetValue(key, out var fresh) ? fresh : store.StepRecords.Find(key);

    /// <summary>A step was done.</summary>
    public void Made(StepRecord record) => _fresh[record.Key] = record;

    /// <summary>A build uses the result of a step, until what is returned is disposed of. That is counted then.</summary>
    public IDisposable Use(string key)
    {
        lock (_used) _used[key] = _used.GetValueOrDefault(key) + 1;
        return new Usage(this, key);
    }

    /// <summary>Whether a build uses the result of a step now.</summary>
    public bool IsUsed(string key)
    {
        lock (_used) return _used.ContainsKey(key);
    }

    private void Release(string key)
    {
        lock (_used)
            if (--_used[key] == 0) _used.Remove(key);
        store.StepRecords.Use(key);
    }

    /// <summary>Makes everything durable that was made before.</summary>
    public void Flush()
    {
        lock (_flushing) FlushAll();
    }

    private void FlushAll()
    {
        StepRecord[] records = [.. _fresh.Values];
        if (records.Length == 0) return;
        store.Steps.Flush();
        foreach (var record in records)
        {
            store.StepRecords.Keep(record);
            _fresh.TryRemove(new KeyValuePair<string, StepRecord>(record.Key, record));
        }
    }

    private sealed class Usage(SharedSteps steps, string key) : IDisposable
    {
        public void Dispose() => steps.Release(key);
    }
}
