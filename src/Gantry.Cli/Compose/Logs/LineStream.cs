using System.Text;

namespace Gantry.Cli.Compose.Logs;

/// <summary>A stream that hands on what is written to it line by line; the last one, if it is not complete, when it is closed.</summary>
internal sealed class LineStream(Action<string> take) : Stream
{
    private readonly MemoryStream begun = new();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        int end;
        while ((end = buffer.IndexOf((byte)'\n')) >= 0)
        {
            begun.Write(buffer[..end]);
            Take();
            buffer = buffer[(end + 1)..];
        }

        begun.Write(buffer);
    }

    public override void Flush()
    {
    }

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing && begun.Length > 0)
            Take();
        base.Dispose(disposing);
    }

    private void Take()
    {
        var line = Encoding.UTF8.GetString(begun.GetBuffer(), 0, (int)begun.Length);
        begun.SetLength(0);
        take(line);
    }
}
