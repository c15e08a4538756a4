using Gantry.Oci.Errors;

namespace Gantry.Storage.Diff;

/// <summary>Reads a stream asynchronously for work that is synchronous and has a thread of its own.</summary>
internal static class ChunkPump
{
    /// <summary>Runs the work over the stream until both have ended.</summary>
    /// <param name="stream">The stream; read to its end unless the work gives up before.</param>
    /// <param name="work">The work.</param>
    /// <param name="cancellation">Stops reading; the work fails with the cancellation.</param>
    /// <param name="watch">Sees every piece on the reading thread, while the work may see it too.</param>
    /// <exception cref="GantryException">Invalid: the stream's compression is damaged; and whatever the work throws.</exception>
    public static async Task<T> RunAsync<T>(Stream stream, Func<IChunkSource, T> work, CancellationToken cancellation, Action<ReadOnlySpan<byte>>? watch = null)
    {
        using var ring = new ChunkRing();
        var working = Task.Factory.StartNew(Work, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
        Exception? failure = null;
        try
        {
            while (await ring.RentAsync(cancellation) is { } buffer)
            {
                var length = await stream.ReadAtLeastAsync(buffer, buffer.Length, throwOnEndOfStream: false, cancellation);
                if (length == 0) break;
                ring.Push(length);
                watch?.Invoke(buffer.Span[..length]);
            }
        }
        catch (InvalidDataException e)
        {
            failure = Damaged(e);
        }
        catch (ZstdSharp.ZstdException e)
        {
            failure = Damaged(e);
        }
        catch (Exception e)
        {
            failure = e;
        }

        ring.Complete(failure);
        return await working; // fails with the reader's failure, or with its own

        T Work()
        {
            try
            {
                return work(ring);
            }
            finally
            {
                ring.Abandon();
            }
        }
    }

    private static GantryException Damaged(Exception e) => new(ErrorKind.Invalid, $"the archive's compressed data is damaged: {e.Message}", e);
}
