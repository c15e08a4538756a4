using System.Collections.Concurrent;

using Gantry.Storage.Images;
using Gantry.Storage.Images.Transfers;
using Gantry.Storage.Steps;

namespace Gantry.Build.Solver;

/// <summary>Steps that builds share: who makes one now, and what they came to. What is made is found at once, and durable after <see cref="Flush"/>.</summary>
internal sealed class SharedSteps(ImageStore store)
{
    private readonly KeyedGates<string> _gates = new();
    private readonly ConcurrentDictionary<string, StepRecord> _fresh = new(StringComparer.Ordinal);
    private readonly Lock _flushing = new(); // builds that end together keep each record once
    private readonly Dictionary<string, int> _used = new(StringComparer.Ordinal);

    /// <summary>Takes one's turn at a step.</summary>
    public Task<IDisposable> TakeAsync(string key, CancellationToken cancellation) => _gates.EnterAsync(key, cancellation);

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
