using Microsoft.AspNetCore.Http;

namespace Gantry.Api.Authorization;

/// <summary>Holds an answer back until it is known whether the client may have it. One that is long, or a stream, cannot be held: it passes.</summary>
internal sealed class HeldBody(HttpResponse response, Stream inner) : Stream
{
    /// <summary>The longest answer that is held, in bytes; Docker's.</summary>
    private const int Limit = 64 << 10;

    private readonly MemoryStream held = new();
    private bool passing;

    /// <summary>What is held.</summary>
    public byte[] Content => held.ToArray();

    /// <summary>Whether the client has had something of it already.</summary>
    public bool HasPassed => passing;

    /// <summary>The answer is complete: what is still on its way here is held as well.</summary>
    public bool IsComplete { get; set; }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    /// <summary>Lets the answer go on its way.</summary>
    public async Task PassAsync(CancellationToken cancellation)
    {
        passing = true;
        if (held.Length > 0)
            await inner.WriteAsync(held.GetBuffer().AsMemory(0, (int)held.Length), cancellation);
        held.SetLength(0);
    }

    public override async ValueTask WriteAsync(ReadOnlyMemory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (!passing && held.Length + buffer.Length > Limit)
            await PassAsync(cancellationToken);
        if (passing)
            await inner.WriteAsync(buffer, cancellationToken);
        else
            held.Write(buffer.Span);
    }

    public override Task WriteAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        WriteAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    /// <summary>Somebody wants the client to see what there is: an answer of a length that is known has time until it is complete.</summary>
    public override async Task FlushAsync(CancellationToken cancellationToken)
    {
        if (!passing && (IsComplete || response.ContentLength <= Limit))
            return;
        if (!passing)
            await PassAsync(cancellationToken);
        await inner.FlushAsync(cancellationToken);
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush() => throw new NotSupportedException();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
