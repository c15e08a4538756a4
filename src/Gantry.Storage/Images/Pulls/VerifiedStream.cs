using Gantry.Oci.Errors;
using Gantry.Oci.Images;
using Gantry.Storage.Content;
using Gantry.Storage.Diff;

namespace Gantry.Storage.Images.Pulls;

/// <summary>Bytes from a stranger on their way to whoever unpacks them: stored and hashed as they pass, and never more than promised. What an
/// earlier attempt has left comes first, and the stranger is asked for the rest.</summary>
/// <param name="open">Opens the stranger's bytes from a position on.</param>
/// <param name="blob">The promise.</param>
/// <param name="writer">Stores them.</param>
/// <param name="space">Watches the disk.</param>
/// <param name="progress">Told how many there are.</param>
internal sealed class VerifiedStream(Func<long, CancellationToken, Task<Stream>> open, Descriptor blob, ContentWriter writer, SpaceGuard space, Action<long> progress) : Stream
{
    private Stream? _source;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (writer.ReadKept(buffer.Span) is > 0 and var kept)
        {
            progress(writer.Length);
            return kept;
        }

        if (_source is null && writer.Length == blob.Size) return 0;
        _source ??= await open(writer.Length, cancellationToken);
        var length = await _source.ReadAsync(buffer, cancellationToken);
        if (length == 0) return 0;
        if (writer.Length + length > blob.Size) throw TooLong();
        space.Count(length, 0);
        writer.Write(buffer.Span[..length]);
        progress(writer.Length);
        return length;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    /// <summary>Reads what nobody asked for, so that all is stored.</summary>
    /// <exception cref="GantryException">Invalid: it is not what was promised.</exception>
    public async Task FinishAsync(CancellationToken cancellation)
    {
        var buffer = new byte[32 * 1024];
        while (await ReadAsync(buffer, cancellation) > 0)
        {
        }

        if (writer.Length != blob.Size || writer.Finish() != blob.Digest) throw Mismatch();
    }

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing) _source?.Dispose();
        base.Dispose(disposing);
    }

    private GantryException Mismatch() => new(ErrorKind.Invalid, $"filesystem layer verification failed for digest {blob.Digest}");

    private GantryException TooLong() => new(ErrorKind.Invalid, $"filesystem layer verification failed for digest {blob.Digest}: it is longer than the {blob.Size} bytes promised");
}
