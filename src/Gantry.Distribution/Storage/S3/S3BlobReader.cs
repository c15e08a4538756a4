using Gantry.Distribution.Blobs;
using Gantry.Distribution.Errors;

namespace Gantry.Distribution.Storage.S3;

/// <summary>A blob that is an object of a bucket: its bytes pass through. Where the store breaks off, it is asked for the rest.</summary>
internal sealed class S3BlobReader(S3Bucket bucket, S3Transport transport, S3Options options, string key, long size) : BlobReader
{
    private const int Attempts = 6;

    private long end = size;
    private HttpResponseMessage? answer;
    private Stream? body;
    private CancellationTokenSource? silence;
    private long position;

    public override long Size { get; } = size;

    public override async ValueTask BeginAsync(long first, long length, CancellationToken cancellation)
    {
        end = first + length;
        if (length > 0)
            await OpenAsync(first, cancellation);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> into, long offset, CancellationToken cancellation)
    {
        for (var attempt = 1; ; attempt++)
        {
            if (body is null || position != offset)
                await OpenAsync(offset, cancellation);
            try
            {
                return await ReadSomeAsync(into);
            }
            catch (Exception fault) when (fault is IOException or HttpRequestException || (fault is OperationCanceledException && !cancellation.IsCancellationRequested))
            {
                Close();
                if (attempt == Attempts)
                    throw transport.Silent(fault);
                await transport.PauseAsync(attempt, cancellation);
            }
        }
    }

    public override void Dispose() => Close();

    private async Task<int> ReadSomeAsync(Memory<byte> into)
    {
        var reading = body!.ReadAsync(into, silence!.Token);
        // Mostly there is something; only a wait needs an end.
        if (!reading.IsCompleted)
            silence.CancelAfter(options.Silence);
        var count = await reading;
        silence.CancelAfter(Timeout.InfiniteTimeSpan);
        if (count == 0)
            throw new EndOfStreamException("it ended before its length");
        position += count;
        return count;
    }

    private async Task OpenAsync(long first, CancellationToken cancellation)
    {
        Close();
        silence = CancellationTokenSource.CreateLinkedTokenSource(cancellation);
        try
        {
            answer = await bucket.OpenAsync(key, first, end - 1, cancellation);
        }
        catch (S3Exception fault) when (fault.IsMissing)
        {
            // Somebody else has taken it out of the bucket.
            throw Refusals.BlobUnknown(BlobStore.DigestOf(key).Value);
        }

        // A store that does not know ranges begins at the beginning.
        if (answer.StatusCode != System.Net.HttpStatusCode.PartialContent && (first != 0 || answer.Content.Headers.ContentLength != end))
            throw new S3Exception($"the object store gives out {key} as a whole only");
        body = await answer.Content.ReadAsStreamAsync(cancellation);
        position = first;
    }

    private void Close()
    {
        answer?.Dispose();
        silence?.Dispose();
        (answer, body, silence) = (null, null, null);
    }
}
