using Gantry.Distribution.Blobs;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Distribution.Storage.Local;

/// <summary>A blob that is a file here.</summary>
internal sealed class FileBlobReader(SafeFileHandle file) : BlobReader
{
    public override long Size { get; } = RandomAccess.GetLength(file);

    public override ValueTask<int> ReadAsync(Memory<byte> into, long offset, CancellationToken cancellation)
    {
        var count = RandomAccess.Read(file, into.Span, offset);
        return count > 0 ? ValueTask.FromResult(count) : throw new EndOfStreamException("a blob has become shorter while it was read");
    }

    public override void Dispose() => file.Dispose();
}
