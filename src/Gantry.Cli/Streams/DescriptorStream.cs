using Gantry.Linux.Terminals;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Cli.Streams;

/// <summary>
/// A stream over an inherited descriptor that is written at the file's own position: several processes may share it,
/// as with <c>&gt;&gt;log</c> or <c>&gt;file 2&gt;&amp;1</c>, which the framework's file stream would overwrite.
/// </summary>
internal sealed class DescriptorStream(SafeFileHandle handle, FileAccess access) : Stream
{
    public override bool CanRead => access == FileAccess.Read;

    public override bool CanWrite => access == FileAccess.Write;

    public override bool CanSeek => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override int Read(Span<byte> buffer) => Descriptors.Read(handle, buffer);

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) => Descriptors.Write(handle, buffer);

    public override void Flush()
    {
    }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
