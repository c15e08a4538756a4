using Gantry.Linux.Documents;
using Gantry.Linux.Mounts;
using Gantry.Oci.Images;
using Gantry.Storage.Documents;

namespace Gantry.Storage.Snapshots;

public sealed partial class OverlaySnapshotter
{
    /// <summary>Reads the documents; whatever is no complete snapshot, or stands on a layer that is gone, is thrown away.</summary>
    private void Load()
    {
        var layers = new Dictionary<Digest, (string Directory, SnapshotDocument Document)>();
        var active = new List<(string Directory, SnapshotDocument Document)>();
        var skeletons = new List<(string Directory, SnapshotDocument Document)>();
        foreach (var path in Directory.EnumerateDirectories(Root))
        {
            var directory = Path.GetFileName(path);
            if (directory.StartsWith(".mount-", StringComparison.Ordinal))
            {
                // A view was being opened when the process was killed.
                DetachedMount.Remove(path);
                Directory.Delete(path);
            }

            if (directory.StartsWith('.')) continue;
            _counter = Math.Max(_counter, Number(directory));
            SnapshotDocument? document;
            try
            {
                document = Document.Read(Path.Combine(path, DocumentName), StorageJson.Default.SnapshotDocument);
            }
            catch (System.Text.Json.JsonException)
            {
                document = null; // power was cut before it was durable, so nobody was told of it
            }

            if (document is { Key: not null }) active.Add((directory, document));
            else if (document is { IsSkeleton: true }) skeletons.Add((directory, document));
            else if (document is not { ChainId.IsEmpty: false } || !layers.TryAdd(document.ChainId, (directory, document))) Discard(directory);
        }

        var index = SnapshotIndex.Empty;
        foreach (var chainId in layers.Keys) Add(chainId);
        foreach (var (directory, document) in layers.Values.Where(l => !index.Layers.ContainsKey(l.Document.ChainId))) Discard(directory);
        foreach (var (directory, document) in skeletons)
        {
            if ((document.Parent.IsEmpty || index.Layers.ContainsKey(document.Parent)) && !index.Skeletons.ContainsKey(document.Parent))
                index = index with { Skeletons = index.Skeletons.Add(document.Parent, directory) };
            else
                Discard(directory);
        }

        foreach (var (directory, document) in active)
        {
            var isWhole = (document.Parent.IsEmpty || index.Layers.ContainsKey(document.Parent))
                && (document.Skeleton is null || index.Skeletons.GetValueOrDefault(document.Parent) == document.Skeleton);
            if (isWhole && !index.Active.ContainsKey(document.Key!))
                index = index with { Active = index.Active.Add(document.Key!, new ActiveSnapshot(document.Key!, document.Parent, directory, document.Skeleton)) };
            else
                Discard(directory);
        }

        _index = index;

        Layer? Add(Digest chainId)
        {
            if (index.Layers.TryGetValue(chainId, out var known)) return known;
            if (!layers.TryGetValue(chainId, out var found)) return null;
            Layer? parent = null;
            if (!found.Document.Parent.IsEmpty && (parent = Add(found.Document.Parent)) is null) return null;
            var layer = MakeLayer(found.Document, found.Directory, parent);
            index = index with { Layers = index.Layers.Add(chainId, layer) };
            return layer;
        }
    }

    private static Layer MakeLayer(SnapshotDocument document, string directory, Layer? parent) => new(
        document.ChainId,
        document.Parent,
        document.DiffId,
        directory,
        new SnapshotUsage(document.Size, document.Entries),
        parent is null ? $"{directory}/{Tree}" : $"{directory}/{Tree}:{parent.Lower}");

    private static long Number(string directory)
    {
        long number = 0;
        foreach (var c in directory)
        {
            var digit = char.IsAsciiDigit(c) ? c - '0' : c is >= 'a' and <= 'z' ? c - 'a' + 10 : -1;
            if (digit < 0 || number > long.MaxValue / 37) return 0;
            number = number * 36 + digit;
        }

        return number;
    }
}
