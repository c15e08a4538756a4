using System.Diagnostics;
using System.Net;

using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Registry.Errors;
using Gantry.Registry.Transport;

namespace Gantry.Registry;

/// <summary>The bytes of a blob. A connection that breaks, or says nothing for too long, is replaced by one that goes on at the same byte; a
/// registry that cannot do that is read again from the start. Never more bytes than promised.</summary>
/// <param name="open">Asks for the bytes from a position on.</param>
/// <param name="blob">What it should be.</param>
/// <param name="from">The first byte wanted.</param>
/// <param name="options">How often and how long to try.</param>
internal sealed class BlobStream(Func<long, Task<HttpResponseMessage>> open, Descriptor blob, long from, RegistryOptions options) : Stream
{
    private const long Progress = 1 << 20; // what must come through for the failures before to be forgotten: a byte a try is no download
    private const int Trickle = 1024; // bytes in the time of a silence: less is no download either

    private HttpResponseMessage? _answer;
    private Stream? _body;
    private long _position = from, _failedAt = from;
    private TimeSpan _waited; // in the present stretch of time, for the network alone
    private long _came;
    private int _failures;
    private bool _isWhole; // the registry gives out no parts

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => blob.Size;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    /// <summary>Connects, so that a refusal is known before anything is read.</summary>
    public async Task OpenAsync(CancellationToken cancellation)
    {
        while (_body is null) await ConnectAsync(cancellation);
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (buffer.IsEmpty || _position == blob.Size) return 0;
        while (true)
        {
            await OpenAsync(cancellationToken);
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            deadline.CancelAfter(options.Silence);
            Exception? fault = null;
            var begun = Stopwatch.GetTimestamp();
            try
            {
                var length = await _body!.ReadAsync(buffer[..(int)Math.Min(buffer.Length, blob.Size - _position)], deadline.Token);
                if (length > 0)
                {
                    _position += length;
                    if (_position - _failedAt > Progress) _failures = 0;
                    if (!IsTrickle(length, Stopwatch.GetElapsedTime(begun))) return length;
                    // The bytes are good; the connection is not.
                    Disconnect();
                    await FailAsync($"fewer than {Trickle} bytes in {options.Silence.TotalSeconds:0} seconds", null, null, cancellationToken);
                    return length;
                }
            }
            catch (OperationCanceledException) when (!cancellationToken.IsCancellationRequested)
            {
                fault = new TimeoutException($"no byte for {options.Silence.TotalSeconds:0} seconds");
            }
            catch (Exception e) when (e is IOException or HttpRequestException)
            {
                fault = e;
            }

            Disconnect();
            await FailAsync(fault is null or HttpIOException { HttpRequestError: HttpRequestError.ResponseEnded } ? "unexpected EOF" : fault.Message, null, fault, cancellationToken);
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) Disconnect();
        base.Dispose(disposing);
    }

    private bool IsTrickle(int length, TimeSpan waited)
    {
        (_came, _waited) = (_came + length, _waited + waited);
        if (_waited < options.Silence) return false;
        var isSlow = _came < Trickle && _position < blob.Size;
        (_came, _waited) = (0, TimeSpan.Zero);
        return isSlow;
    }

    private async Task ConnectAsync(CancellationToken cancellation)
    {
        try
        {
            _answer = await open(_isWhole ? 0 : _position);
            var body = await _answer.Content.ReadAsStreamAsync(cancellation);
            if (_position > 0 && _answer.StatusCode != HttpStatusCode.PartialContent) await SkipAsync(body, cancellation);
            else if (_position > 0 && _answer.Content.Headers.ContentRange?.From != _position) throw new IOException("the registry goes on at another byte than asked for");
            _body = body;
        }
        catch (RegistryException e) when (e.Status == HttpStatusCode.RequestedRangeNotSatisfiable && _position > 0 && !_isWhole)
        {
            _isWhole = true;
        }
        catch (RegistryException e) when (e.IsPassing)
        {
            await FailAsync(e.Message, e.Wait, e, cancellation);
        }
        catch (Exception e) when (e is ConnectionException or IOException or HttpRequestException)
        {
            Disconnect();
            await FailAsync(e.Message, null, e, cancellation);
        }
    }

    private async Task SkipAsync(Stream body, CancellationToken cancellation)
    {
        var buffer = new byte[64 * 1024];
        for (var left = _position; left > 0;)
        {
            var length = await body.ReadAsync(buffer.AsMemory(0, (int)Math.Min(left, buffer.Length)), cancellation);
            if (length == 0) throw new EndOfStreamException("unexpected EOF");
            left -= length;
        }
    }

    /// <summary>Counts a failure and waits, or gives up.</summary>
    private async Task FailAsync(string why, TimeSpan? wait, Exception? cause, CancellationToken cancellation)
    {
        _failedAt = _position;
        if (++_failures >= options.MaxAttempts || wait > TimeSpan.FromSeconds(60))
            throw cause as GantryException ?? new GantryException(ErrorKind.Internal, $"the download of {blob.Digest.Short} broke off at byte {_position} of {blob.Size}: {why}", cause);
        await Backoff.WaitAsync(options, _failures, wait, cancellation);
    }

    private void Disconnect()
    {
        _body?.Dispose();
        _answer?.Dispose();
        (_body, _answer) = (null, null);
    }
}
