using Gantry.Oci.Images;

namespace Gantry.Distribution.Storage;

/// <summary>Removes many keys with few requests to where they are kept, each only where nobody has wanted it since a moment and nobody is about to.</summary>
internal sealed class UnusedContent(IStoragePlace place, KeyLocks keys, ContentGate gate)
{
    /// <summary>How many are hidden before they are removed together; whoever wants one of them meanwhile waits so long.</summary>
    private const int BatchSize = 1000;

    /// <summary>Removes keys.</summary>
    /// <param name="digests">What they stand for.</param>
    /// <param name="keyOf">The key of each.</param>
    /// <param name="since">The moment.</param>
    /// <returns>Which have gone, and how many bytes the place said each had before; 0 for what is no content.</returns>
    public async Task<IReadOnlyList<(Digest Digest, long Size)>> RemoveAsync(IEnumerable<Digest> digests, Func<Digest, string> keyOf, DateTimeOffset since)
    {
        var gone = new List<(Digest Digest, long Size)>();
        foreach (var batch in digests.Chunk(BatchSize))
            await RemoveAsync(batch, keyOf, since, gone);
        return gone;
    }

    private async Task RemoveAsync(Digest[] digests, Func<Digest, string> keyOf, DateTimeOffset since, List<(Digest Digest, long Size)> gone)
    {
        var turns = new List<IDisposable>();
        var hidden = new List<string>();
        try
        {
            foreach (var digest in digests)
            {
                var key = keyOf(digest);
                if (keys.TryHold(key) is not { } turn)
                    continue;
                turns.Add(turn);
                var size = BlobStore.IsKey(key) ? place.Size(key) : 0;
                if (size is null || !gate.Collect(digest, () => LastUse.IsBefore(Path.Combine(place.Root, key), since) && place.Hide(key)))
                    continue;
                hidden.Add(key);
                gone.Add((digest, size.Value));
            }

            if (hidden.Count > 0)
                await place.RemoveAsync(hidden);
        }
        finally
        {
            turns.ForEach(turn => turn.Dispose());
        }
    }
}
