using System.Collections.Concurrent;

using Gantry.Linux.Documents;
using Gantry.Oci.Images;
using Gantry.Storage.Documents;
using Gantry.Storage.Leases;
using Gantry.Storage.Snapshots;

namespace Gantry.Storage.Steps;

/// <summary>The results of steps that are kept. Each keeps its layers, and the blobs they came from, as an image does.</summary>
public sealed class StepRecords
{
    private const int LogLimit = 20_000;

    private readonly string _directory;
    private readonly LeaseBook _leases;
    private readonly UsageLog _log;
    private readonly ConcurrentDictionary<string, (StepRecord Record, Lease Lease)> _records = new(StringComparer.Ordinal);

    internal StepRecords(string directory, LeaseBook leases, OverlaySnapshotter snapshots)
    {
        _directory = directory;
        _leases = leases;
        Directory.CreateDirectory(directory);
        foreach (var path in Directory.EnumerateFiles(directory))
        {
            var record = path.EndsWith(".json", StringComparison.Ordinal) ? TryRead(path) : null;
            // Written before the layer was durable, or damaged: it is no use to anybody.
            if (record is null || (!record.ChainId.IsEmpty && snapshots.FindLayer(record.ChainId) is null)) File.Delete(path);
            else _records[record.Key] = (record, Hold(record));
        }

        _log = new UsageLog(Path.Combine(directory, "..", "used"));
        foreach (var (key, last, uses) in _log.Read())
            if (_records.TryGetValue(key, out var found)) _records[key] = (found.Record with { LastUsed = last, Uses = uses }, found.Lease);
        _log.Rewrite(All);
    }

    /// <summary>All of them.</summary>
    public IReadOnlyCollection<StepRecord> All => [.. _records.Values.Select(r => r.Record)];

    /// <summary>The result of a step; null where it is not kept.</summary>
    public StepRecord? Find(string key) => _records.TryGetValue(key, out var found) ? found.Record : null;

    /// <summary>Keeps a result. It is durable after its layers are (<see cref="StepStore.Flush"/>) and this has written it.</summary>
    public void Keep(StepRecord record)
    {
        var lease = Hold(record);
        Document.Write(PathOf(record.Key), record, StorageJson.Default.StepRecord);
        Lease? former = null;
        _records.AddOrUpdate(record.Key, _ => (record, lease), (_, old) =>
        {
            former = old.Lease;
            return (record, lease);
        });
        former?.Dispose();
    }

    /// <summary>Notes that a build used a result.</summary>
    public void Use(string key)
    {
        while (_records.TryGetValue(key, out var found))
        {
            var used = found.Record with { LastUsed = DateTimeOffset.UtcNow, Uses = found.Record.Uses + 1 };
            if (!_records.TryUpdate(key, (used, found.Lease), found)) continue;
            if (_log.Add(used) > LogLimit) _log.Rewrite(All);
            return;
        }
    }

    /// <summary>Lets go of a result.</summary>
    /// <returns>Whether it was there.</returns>
    public bool Remove(string key)
    {
        if (!_records.TryRemove(key, out var found)) return false;
        File.Delete(PathOf(key));
        found.Lease.Dispose();
        return true;
    }

    private Lease Hold(StepRecord record)
    {
        var lease = _leases.Take();
        Digest chain = default;
        foreach (var layer in record.Layers)
        {
            chain = ChainId.Of(chain, layer.DiffId);
            lease.Hold(layer.Blob.Digest);
            lease.Hold(chain);
        }

        if (!record.ChainId.IsEmpty) lease.Hold(record.ChainId);
        return lease;
    }

    private static StepRecord? TryRead(string path)
    {
        try
        {
            return Document.Read(path, StorageJson.Default.StepRecord);
        }
        catch (System.Text.Json.JsonException)
        {
            return null;
        }
    }

    private string PathOf(string key) => Path.Combine(_directory, key + ".json");
}
