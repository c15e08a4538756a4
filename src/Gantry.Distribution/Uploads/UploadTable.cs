using System.Buffers;
using System.Collections.Concurrent;
using System.Security.Cryptography;

using Gantry.Distribution.Errors;
using Gantry.Distribution.Storage;
using Gantry.Distribution.Storage.Local;
using Gantry.Oci.Images;

namespace Gantry.Distribution.Uploads;

/// <summary>All uploads under way. The files are the truth; what is kept in memory spares reading them again.</summary>
internal sealed class UploadTable(RegistryStore store, TimeProvider time) : IDisposable
{
    private const int IdBytes = 16;
    private static readonly SearchValues<char> HexDigits = SearchValues.Create("0123456789abcdef");

    private readonly ConcurrentDictionary<string, UploadSlot> slots = new(StringComparer.Ordinal);

    /// <summary>How many uploads this process has begun or gone on with that have not ended.</summary>
    public int Count => slots.Count;

    /// <summary>Begins an upload and holds it.</summary>
    /// <returns>Its id, and the right to work on it.</returns>
    public async Task<(string Id, UploadHold Hold)> BeginAsync(Repository repository, string algorithm, CancellationToken cancellation)
    {
        var id = RandomNumberGenerator.GetHexString(IdBytes * 2, lowercase: true);
        Durable.MakeDirectory(repository.UploadPath);
        var slot = new UploadSlot { Session = UploadSession.Create(PathOf(repository, id), algorithm) };
        slots[PathOf(repository, id)] = slot;
        return (id, await slot.HoldAsync(time.GetUtcNow(), cancellation));
    }

    /// <summary>Takes up an upload.</summary>
    /// <exception cref="DistributionException">There is none of this id.</exception>
    public async Task<UploadHold> HoldAsync(Repository repository, string id, CancellationToken cancellation)
    {
        var path = PathOf(repository, id);
        if (id.Length != IdBytes * 2 || id.AsSpan().ContainsAnyExcept(HexDigits) || !File.Exists(path))
            throw Refusals.UploadUnknown(id);
        var slot = slots.GetOrAdd(path, _ => new UploadSlot());
        var hold = await slot.HoldAsync(time.GetUtcNow(), cancellation);
        try
        {
            slot.Session ??= UploadSession.Resume(path);
            return hold;
        }
        catch (FileNotFoundException)
        {
            // Completed or cancelled by the one who held it.
            hold.Dispose();
            slots.TryRemove(path, out _);
            throw Refusals.UploadUnknown(id);
        }
    }

    /// <summary>Ends an upload: its content becomes a blob of the repository. Where it is not what it should be, nothing is left.</summary>
    /// <exception cref="DistributionException">The content has another digest.</exception>
    public async Task CompleteAsync(Repository repository, string id, UploadHold hold, Digest digest)
    {
        if (!hold.Session.Matches(digest))
        {
            Discard(repository, id);
            throw Refusals.DigestInvalid($"the content is not {digest}");
        }

        hold.Session.Complete();
        using (store.Gate.Need(digest))
        {
            await store.Blobs.AdoptAsync(PathOf(repository, id), digest, hold.Session.Length);
            await repository.AddBlobAsync(digest);
        }

        Forget(repository, id);
    }

    /// <summary>Ends an upload without a result.</summary>
    public void Discard(Repository repository, string id)
    {
        File.Delete(PathOf(repository, id));
        Forget(repository, id);
    }

    /// <summary>Removes the uploads of a repository that nobody has worked on since a moment.</summary>
    /// <returns>How many.</returns>
    public int RemoveAbandoned(Repository repository, DateTimeOffset since)
    {
        var removed = 0;
        foreach (var path in Directory.Exists(repository.UploadPath) ? Directory.EnumerateFiles(repository.UploadPath) : [])
        {
            if (!LastUse.IsBefore(path, since) || (slots.TryGetValue(path, out var slot) && (slot.IsHeld || slot.Used >= since)))
                continue;
            Discard(repository, Path.GetFileName(path));
            removed++;
        }

        return removed;
    }

    public void Dispose()
    {
        foreach (var slot in slots.Values)
            slot.Dispose();
    }

    private void Forget(Repository repository, string id)
    {
        if (slots.TryRemove(PathOf(repository, id), out var slot))
            slot.Dispose();
    }

    private static string PathOf(Repository repository, string id) => Path.Combine(repository.UploadPath, id);
}
