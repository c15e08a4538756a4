using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Shim.Logs;

/// <summary>A log's files: the present one, and <c>.1</c>, <c>.2</c> … (or <c>.1.gz</c> …) with what came before, the newest first.
/// The present one is exchanged when it has reached its size, so none is longer than that and a line.</summary>
internal sealed unsafe class LogFile
{
    private readonly LogPath path;
    private readonly long maxSize;
    private readonly int maxFiles;
    private readonly LogCompressor? compressor;
    private int file = -1;
    private long size;

    public LogFile(byte* path, long maxSize, int maxFiles, bool compress)
    {
        this.path = new LogPath(path);
        this.maxSize = maxSize;
        this.maxFiles = maxFiles;
        if (compress && maxFiles > 1)
            compressor = new LogCompressor(this.path);
        Open();
    }

    /// <summary>What tells that a compression has ended; -1 when none runs.</summary>
    public int Compression => compressor?.Descriptor ?? -1;

    /// <summary>Whether the present file is full once <paramref name="more"/> bytes are added.</summary>
    public bool IsFull(int more) => maxSize > 0 && size + more >= maxSize;

    /// <summary>Takes note that a compression has ended.</summary>
    public void Compressed() => compressor?.Wait();

    /// <summary>Appends. A full disk must not stop the container: what finds no room is dropped, and no half of a line stays behind.</summary>
    public void Append(LogBuffer buffer)
    {
        if (file < 0)
            Open();
        if (file < 0)
            return;
        if (buffer.WriteTo(file))
            size += buffer.Length;
        else
            Kernel.Call(SystemCall.ftruncate, file, (nint)size);
    }

    public void Rotate()
    {
        // A file that is still read by the compression keeps its name until it has ended.
        compressor?.Wait();
        Kernel.Call(SystemCall.close, file);
        if (maxFiles > 1)
        {
            path.Remove(maxFiles - 1);
            for (var n = maxFiles - 1; n > 1; n--)
                path.Move(n - 1, n);
            path.Move(0, 1);
        }
        else
        {
            path.Remove(0);
        }

        Open();
        if (maxFiles > 1)
            compressor?.Start();
    }

    private void Open()
    {
        const int SEEK_END = 2;
        file = (int)Kernel.Call(SystemCall.openat, OpenFlags.AT_FDCWD, (nint)path.Of(0), OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_APPEND | OpenFlags.O_CLOEXEC, 0x1a0);
        size = file < 0 ? 0 : Math.Max(0, Kernel.Call(SystemCall.lseek, file, 0, SEEK_END));
    }
}
