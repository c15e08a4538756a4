using System.Security.Cryptography;

using Gantry.Distribution.Blobs;
using Gantry.Oci.Images;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Distribution.Upstream;

/// <summary>
/// A blob that comes in once, for all who want it: a file that grows, and readers that follow it.
/// <code>
/// upstream ──► file ──► reader ──► client
///                 └──► reader ──► client
/// </code>
/// The last byte is held back until all of it has the right digest, so no client ever takes a wrong blob for a whole one.
/// </summary>
internal sealed class SharedDownload
{
    private const int BufferSize = 128 << 10;

    private readonly Lock gate = new();
    private readonly string path;
    private readonly Digest digest;
    private readonly long size;
    private readonly SafeFileHandle file;
    private long available;
    private int users = 1; // the writer
    private Exception? fault;
    private TaskCompletionSource changed = NewSignal();

    /// <param name="path">Where the file grows.</param>
    /// <param name="digest">What it must be.</param>
    /// <param name="size">How many bytes there will be.</param>
    public SharedDownload(string path, Digest digest, long size)
    {
        (this.path, this.digest, this.size) = (path, digest, size);
        file = File.OpenHandle(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
    }

    /// <summary>Takes the bytes in until they end, or fails for all readers.</summary>
    /// <param name="source">The bytes.</param>
    /// <param name="progress">Told how many have come.</param>
    /// <param name="keep">Takes the file, which is verified; before that nobody sees the last byte.</param>
    /// <param name="cancellation">Gives up.</param>
    public async Task RunAsync(Stream source, Action<long> progress, Func<string, long, Task> keep, CancellationToken cancellation)
    {
        try
        {
            using var hash = IncrementalHash.CreateHash(digest.Algorithm == "sha512" ? HashAlgorithmName.SHA512 : HashAlgorithmName.SHA256);
            var buffer = new byte[BufferSize];
            var length = 0L;
            while (await source.ReadAsync(buffer, cancellation) is > 0 and var count)
            {
                RandomAccess.Write(file, buffer.AsSpan(0, count), length);
                hash.AppendData(buffer, 0, count);
                length += count;
                progress(count);
                Announce(Math.Min(length, size - 1), null);
            }

            if (length != size || Convert.ToHexStringLower(hash.GetCurrentHash()) != digest.Hex)
                throw new IOException($"upstream's content is not {digest}");
            await keep(path, size);
            Announce(size, null);
        }
        catch (Exception e)
        {
            // It is the readers' to tell; nobody waits for this task.
            File.Delete(path);
            Announce(0, e);
        }
        finally
        {
            Release();
        }
    }

    /// <summary>A reader from the beginning; null where all is over and the file is elsewhere.</summary>
    /// <exception cref="IOException">It has failed.</exception>
    public BlobReader? TryRead()
    {
        lock (gate)
        {
            ThrowIfFailed();
            if (users == 0)
                return null;
            users++;
            return new Reader(this);
        }
    }

    private static TaskCompletionSource NewSignal() => new(TaskCreationOptions.RunContinuationsAsynchronously);

    private void Announce(long length, Exception? failure)
    {
        TaskCompletionSource before;
        lock (gate)
        {
            available = Math.Max(available, length);
            fault = failure;
            before = changed;
            changed = NewSignal();
        }

        before.SetResult();
    }

    private void ThrowIfFailed()
    {
        if (fault is not null)
            throw new IOException($"the download from upstream failed: {fault.Message}", fault) { HResult = fault.HResult };
    }

    private void Release()
    {
        lock (gate)
        {
            if (--users > 0)
                return;
        }

        file.Dispose();
    }

    private sealed class Reader(SharedDownload download) : BlobReader
    {
        private int isOver;

        public override long Size => download.size;

        public override async ValueTask<int> ReadAsync(Memory<byte> into, long offset, CancellationToken cancellation)
        {
            while (true)
            {
                long here;
                Task news;
                lock (download.gate)
                {
                    download.ThrowIfFailed();
                    (here, news) = (download.available, download.changed.Task);
                }

                if (offset < here)
                    return RandomAccess.Read(download.file, into.Span[..(int)Math.Min(into.Length, here - offset)], offset);
                await news.WaitAsync(cancellation);
            }
        }

        public override void Dispose()
        {
            if (Interlocked.Exchange(ref isOver, 1) == 0)
                download.Release();
        }
    }
}
