using Gantry.Linux.Compression;

namespace Gantry.Storage.Content;

/// <summary>The plain content of a stream, unpacked by a decoder of the system's. Owns both.</summary>
internal sealed class DecoderStream(Stream source, Decoder decoder) : Stream
{
    private readonly byte[] _input = GC.AllocateUninitializedArray<byte>(64 * 1024);
    private int _start, _end;
    private bool _sourceEnded, _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        while (true)
        {
            if (Step(buffer, out var produced)) return produced;
            Received(source.Read(_input));
        }
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        while (true)
        {
            if (Step(buffer.Span, out var produced)) return produced;
            Received(await source.ReadAsync(_input, cancellationToken));
        }
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            decoder.Dispose();
            source.Dispose();
        }

        base.Dispose(disposing);
    }

    /// <summary>Unpacks from what is here; false when more input is needed first.</summary>
    private bool Step(Span<byte> buffer, out int produced)
    {
        produced = 0;
        while (!_ended && !buffer.IsEmpty && produced == 0)
        {
            if (_start == _end && !_sourceEnded) return false;
            var step = decoder.Decode(_input.AsSpan(_start, _end - _start), buffer, _sourceEnded);
            _start += step.Consumed;
            _ended = step.Ended;
            produced = step.Produced;
        }

        return true;
    }

    private void Received(int length)
    {
        (_start, _end) = (0, length);
        _sourceEnded = length == 0;
    }
}
