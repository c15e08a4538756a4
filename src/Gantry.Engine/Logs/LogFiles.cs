using System.IO.Compression;

using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Engine.Logs;

/// <summary>A log's files as they were at one moment, oldest first, each open: what is renamed, compressed or removed afterwards stays readable.</summary>
internal sealed class LogFiles : IDisposable
{
    private readonly List<LogFile> files = [];

    private LogFiles()
    {
    }

    public IReadOnlyList<LogFile> Files => files;

    /// <summary>Opens <c>PATH</c>, <c>PATH.1</c>, <c>PATH.2</c> … or their compressed forms. The newest comes first: a rotation in between only shows a file
    /// a second time, and that is seen by its inode. A number that is missing may be one whose file is just being renamed: two in turn are the end.</summary>
    public static LogFiles Open(string path)
    {
        var found = new LogFiles();
        var missing = 0;
        for (var number = 0; missing < 2; number++)
        {
            var name = number == 0 ? path : $"{path}.{number}";
            var file = LogFile.TryOpen(name, compressed: false)
                ?? (number == 0 ? null : LogFile.TryOpen(name + ".gz", compressed: true) ?? LogFile.TryOpen(name, compressed: false));
            missing = file is null ? missing + 1 : 0;
            if (file is null)
                continue;
            if (found.files.Exists(other => other.Inode == file.Inode))
                file.Dispose();
            else
                found.files.Insert(0, file);
        }

        return found;
    }

    public void Dispose()
    {
        foreach (var file in files)
            file.Dispose();
    }
}

/// <summary>One open file of a log.</summary>
internal sealed class LogFile : IDisposable
{
    private readonly SafeFileHandle handle;
    private readonly bool compressed;
    private SafeFileHandle? plain;

    private LogFile(SafeFileHandle handle, bool compressed, ulong inode)
    {
        this.handle = handle;
        this.compressed = compressed;
        Inode = inode;
    }

    /// <summary>Number of its inode.</summary>
    public ulong Inode { get; }

    /// <summary>Its content; a compressed file is unpacked into one without a name when it is first asked for.</summary>
    public SafeFileHandle Content => !compressed ? handle : plain ??= Unpack();

    public static LogFile? TryOpen(string path, bool compressed)
    {
        try
        {
            var handle = OpenFile.Open(path, OpenFlags.O_RDONLY);
            return new LogFile(handle, compressed, At.TryStatus(handle, "", out _)?.Inode ?? 0);
        }
        catch (KernelException e) when (e.Errno == Errno.ENOENT)
        {
            return null;
        }
    }

    /// <summary>The inode a path names now; 0: there is none.</summary>
    public static ulong InodeOf(string path)
    {
        using var file = TryOpen(path, compressed: false);
        return file?.Inode ?? 0;
    }

    public void Dispose()
    {
        handle.Dispose();
        plain?.Dispose();
    }

    private SafeFileHandle Unpack()
    {
        var path = Path.GetTempFileName();
        var target = new FileStream(path, FileMode.Create, FileAccess.ReadWrite);
        File.Delete(path);
        using var source = new FileStream(new SafeFileHandle(handle.DangerousGetHandle(), ownsHandle: false), FileAccess.Read);
        using var gzip = new GZipStream(source, CompressionMode.Decompress);
        gzip.CopyTo(target);
        target.Flush();
        return target.SafeFileHandle;
    }
}
