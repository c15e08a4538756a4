using System.Collections.Concurrent;

using Gantry.Distribution.Blobs;

namespace Gantry.Distribution.Storage.S3;

/// <summary>
/// A bucket that keeps everything, with the keys of a directory. On this machine there is a mirror of it, uploads on their way, and copies of manifests:
/// <code>
/// write    bucket, then mirror     what is found is kept, even where the machine burns down
/// remove   mirror, then bucket     nobody counts on what is about to go
/// </code>
/// </summary>
internal sealed class S3Place : IStoragePlace
{
    private const int ReadsAtOnce = 32;
    private const string CheckKey = "gantry-registry-check";
    private static readonly TimeSpan addressValidity = TimeSpan.FromMinutes(20);

    private readonly S3Options options;
    private readonly bool readOnly;
    private readonly Action<string> report;
    private readonly S3Transport transport;
    private readonly S3Bucket bucket;
    private readonly S3Upload uploads;
    private readonly S3Removal removal;
    private readonly Mirror mirror;
    private readonly ManifestCopies copies;
    private readonly ConcurrentDictionary<string, bool> unremoved = new(StringComparer.Ordinal);
    private readonly DirectoryClaim directory;
    private S3Claim? claim;

    /// <param name="options">The bucket.</param>
    /// <param name="root">A directory for the mirror.</param>
    /// <param name="readOnly">Whether nothing is ever changed.</param>
    /// <param name="report">Takes what a person should know.</param>
    /// <exception cref="IOException">Another registry has the directory.</exception>
    public S3Place(S3Options options, string root, bool readOnly, Action<string> report)
    {
        (this.options, this.readOnly, this.report, Root) = (options, readOnly, report, root);
        directory = new DirectoryClaim(root); // the mirror is changed by who only reads as well
        Temporary = new TemporaryFiles(root, isOwner: true);
        transport = new S3Transport(options, TimeProvider.System);
        bucket = new S3Bucket(transport);
        uploads = new S3Upload(transport, bucket);
        removal = new S3Removal(transport, bucket);
        mirror = new Mirror(root, Temporary);
        copies = new ManifestCopies(Path.Combine(root, "manifests"), Temporary);
    }

    public string Root { get; }

    public TemporaryFiles Temporary { get; }

    public IReadOnlyCollection<string> Unremoved => [.. unremoved.Keys];

    public async Task OpenAsync(CancellationToken cancellation)
    {
        if (!readOnly)
        {
            // Whoever cannot write should hear of it now, and not with the first push.
            await bucket.PutAsync(CheckKey, S3Content.Of("gantry"u8.ToArray()), cancellation);
            await bucket.DeleteAsync(CheckKey, cancellation);
            claim = new S3Claim(options, bucket, directory.Id, TimeProvider.System, report);
            await claim.TakeAsync(cancellation);
            await AbandonUploadsAsync(cancellation);
        }

        await mirror.FollowAsync(bucket, ReadsAtOnce, cancellation);
        copies.KeepOnly(key => mirror.Has(key));
    }

    public async ValueTask WriteAsync(string key, ReadOnlyMemory<byte> text)
    {
        claim?.Check();
        await bucket.PutAsync(key, S3Content.Of(text), CancellationToken.None);
        Settled(key);
        mirror.Show(key, text.Span);
    }

    public async ValueTask MarkAsync(string key)
    {
        if (!mirror.Has(key))
            await WriteAsync(key, ReadOnlyMemory<byte>.Empty);
    }

    public async ValueTask AddAsync(string key, ReadOnlyMemory<byte> content)
    {
        claim?.Check();
        await bucket.PutAsync(key, S3Content.Of(content), CancellationToken.None);
        Settled(key);
        copies.Keep(key, content.Span);
        mirror.ShowContent(key, content.Length);
    }

    public async ValueTask AdoptAsync(string key, string path, long length)
    {
        claim?.Check();
        await uploads.SendAsync(key, path, length, CancellationToken.None);
        Settled(key);
        mirror.ShowContent(key, length);
        File.Delete(path);
    }

    public long? Size(string key) => mirror.Size(key);

    public BlobReader? Open(string key) => Size(key) is { } size ? new S3BlobReader(bucket, transport, options, key, size) : null;

    public async ValueTask<byte[]?> ReadAsync(string key)
    {
        if (!mirror.Has(key))
            return null;
        if (copies.Find(key) is { } copy)
            return copy;
        if (await bucket.GetAsync(key, CancellationToken.None) is not { } content)
            return null;
        copies.Keep(key, content);
        return content;
    }

    public Uri? AddressOf(string key) => options.Redirect ? transport.Presign(transport.Address.Of(key), addressValidity) : null;

    public bool Hide(string key)
    {
        claim?.Check();
        if (!mirror.Hide(key))
            return false;
        copies.Forget(key);
        unremoved[key] = true;
        return true;
    }

    public async ValueTask RemoveAsync(params IReadOnlyCollection<string> keys)
    {
        claim?.Check();
        await removal.RunAsync(keys, Settled, CancellationToken.None);
    }

    public async ValueTask DisposeAsync()
    {
        if (claim is not null)
            await claim.DisposeAsync();
        directory.Dispose();
        transport.Dispose();
    }

    /// <summary>What is hidden and what is kept agree again.</summary>
    private void Settled(string key) => unremoved.TryRemove(key, out _);

    private async Task AbandonUploadsAsync(CancellationToken cancellation)
    {
        try
        {
            if (await uploads.AbandonAllAsync(cancellation) is > 0 and var count)
                report($"{count} uploads to the object store that had not ended were abandoned");
        }
        catch (S3Exception fault) when (!fault.IsPassing)
        {
            // They cost space and nothing else; not every store has lists of them, and not everybody may see them.
            report($"uploads to the object store that have not ended cannot be found: {fault.Message}");
        }
    }
}
