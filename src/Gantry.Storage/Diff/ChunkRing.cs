namespace Gantry.Storage.Diff;

/// <summary>A few large buffers that one writer fills and one reader empties, on two threads. The writer may go on reading a buffer it
/// handed over; it must only stop before it asks for the one <see cref="Count"/> later.</summary>
internal sealed class ChunkRing : IChunkSource, IDisposable
{
    /// <summary>How many buffers there are.</summary>
    public const int Count = 8;

    /// <summary>Measured for pulls of several layers at once, which have a ring each: larger ones gain nothing, and stay behind in the allocator.</summary>
    private const int Size = 128 * 1024;

    private readonly NativeBuffer[] _buffers = [.. Enumerable.Range(0, Count).Select(_ => new NativeBuffer(Size))];
    private readonly int[] _lengths = new int[Count];
    private readonly long[] _starts = new long[Count];
    private readonly SemaphoreSlim _free = new(Count);
    private readonly SemaphoreSlim _filled = new(0);
    private int _write, _read;
    private long _writePosition, _readPosition, _unwantedEnd;
    private ReadOnlyMemory<byte>? _ahead;
    private bool _holding;
    private volatile bool _abandoned, _complete;
    private Exception? _failure;

    /// <summary>A buffer to fill, or null when the reader has gone.</summary>
    public async ValueTask<Memory<byte>?> RentAsync(CancellationToken cancellation)
    {
        await _free.WaitAsync(cancellation);
        return _abandoned ? null : _buffers[_write % Count].Memory;
    }

    /// <summary>Hands the buffer over, unless the reader has said that it does not want what is in it: then the same buffer is filled again.
    /// Measured for the upload of an image that is here already: two threads instead of three, which is one a core.</summary>
    public void Push(int length)
    {
        var start = _writePosition;
        _writePosition += length;
        if (_writePosition <= Volatile.Read(ref _unwantedEnd))
        {
            _free.Release();
            return;
        }

        (_starts[_write % Count], _lengths[_write % Count]) = (start, length);
        _write++;
        _filled.Release();
    }

    /// <summary>Ends the stream; with a failure, the reader fails with it.</summary>
    public void Complete(Exception? failure)
    {
        _failure = failure;
        _complete = true;
        _filled.Release();
    }

    /// <summary>Tells the writer that nobody reads any more.</summary>
    public void Abandon()
    {
        _abandoned = true;
        _free.Release();
    }

    /// <inheritdoc/>
    public ReadOnlyMemory<byte> Next()
    {
        var piece = _ahead ?? Take(out _);
        _ahead = null;
        return piece;
    }

    /// <inheritdoc/>
    public long Skip(long count)
    {
        Volatile.Write(ref _unwantedEnd, _readPosition + count);
        _ahead = Take(out var leftOut);
        return leftOut;
    }

    private ReadOnlyMemory<byte> Take(out long leftOut)
    {
        if (_holding) _free.Release();
        _holding = false;
        _filled.Wait();
        if (_complete && _read == Volatile.Read(ref _write))
        {
            _filled.Release(); // the end can be read again
            leftOut = _writePosition - _readPosition;
            _readPosition = _writePosition;
            return _failure is null ? default : throw _failure;
        }

        var at = _read++ % Count;
        _holding = true;
        leftOut = _starts[at] - _readPosition;
        _readPosition = _starts[at] + _lengths[at];
        return _buffers[at].Memory[.._lengths[at]];
    }

    public void Dispose()
    {
        foreach (var buffer in _buffers) ((IDisposable)buffer).Dispose();
        _free.Dispose();
        _filled.Dispose();
    }
}
