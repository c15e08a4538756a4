using System.Buffers;
using System.IO.Pipelines;

using Gantry.Engine.Containers;
using Gantry.Oci.Errors;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Engine.Logs;

/// <summary>Reads json-file logs, rotated ones first, and goes on with what is written if asked. The shim writes them; the reader needs nobody's help.</summary>
internal static class LogReader
{
    private const int BlockSize = 64 << 10;

    public static async Task CopyAsync(ContainerSlot slot, LogQuery query, PipeWriter output, CancellationToken cancellation)
    {
        var container = slot.Current;
        if (!query.Stdout && !query.Stderr)
            throw new GantryException(ErrorKind.Invalid, "Bad parameters: you must choose at least one stream");
        if (container.HostConfig.LogConfig.Type != "json-file")
            throw new GantryException(ErrorKind.NotImplemented, "configured logging driver does not support reading");

        // Both are taken before the first read, so that nothing written in between is missed.
        var ended = slot.NextExit;
        using var changes = query.Follow && container.State.IsAlive ? new LogChanges(container.LogPath) : null;
        var writer = new LogFrames(query, container.Config.Tty, output);
        var files = Existing(container.LogPath);
        var skip = query.Tail is { } tail ? LogTail.Find(files, tail) : (File: 0, Offset: 0L);
        SafeFileHandle? open = null;
        try
        {
            long offset = 0;
            for (var i = skip.File; i < files.Count; i++)
            {
                open?.Dispose();
                open = File.OpenHandle(files[i], share: FileShare.ReadWrite | FileShare.Delete);
                offset = await CopyFileAsync(open, i == skip.File ? skip.Offset : 0, writer, output, cancellation);
            }

            while (changes is not null && !writer.PastEnd)
            {
                var last = ended.IsCompleted;
                if (!last)
                    await Task.WhenAny(changes.NextAsync(cancellation), ended);
                cancellation.ThrowIfCancellationRequested();
                if (open is not null)
                    offset = await CopyFileAsync(open, offset, writer, output, cancellation);
                while (changes.TakeRotation() || (open is null && File.Exists(container.LogPath)))
                {
                    open?.Dispose();
                    open = File.OpenHandle(container.LogPath, share: FileShare.ReadWrite | FileShare.Delete);
                    offset = await CopyFileAsync(open, 0, writer, output, cancellation);
                }

                if (last)
                    break;
            }
        }
        finally
        {
            open?.Dispose();
        }
    }

    /// <summary>The log's files, oldest first: <c>path.N</c> … <c>path.1</c>, <c>path</c>.</summary>
    private static List<string> Existing(string path)
    {
        var files = new List<string>();
        for (var n = 1; File.Exists($"{path}.{n}"); n++)
            files.Insert(0, $"{path}.{n}");
        if (File.Exists(path))
            files.Add(path);
        return files;
    }

    /// <summary>Copies all whole lines from <paramref name="offset"/> on; returns where the next one starts.</summary>
    private static async Task<long> CopyFileAsync(SafeFileHandle file, long offset, LogFrames writer, PipeWriter output, CancellationToken cancellation)
    {
        var buffer = ArrayPool<byte>.Shared.Rent(BlockSize);
        try
        {
            var held = 0;
            while (!writer.PastEnd)
            {
                if (held == buffer.Length)
                {
                    var larger = ArrayPool<byte>.Shared.Rent(buffer.Length * 2);
                    buffer.AsSpan(0, held).CopyTo(larger);
                    ArrayPool<byte>.Shared.Return(buffer);
                    buffer = larger;
                }

                var read = RandomAccess.Read(file, buffer.AsSpan(held), offset + held);
                if (read == 0)
                    break;
                held += read;
                var used = writer.WriteLines(buffer.AsSpan(0, held));
                offset += used;
                buffer.AsSpan(used, held - used).CopyTo(buffer);
                held -= used;
                await output.FlushAsync(cancellation);
            }

            return offset;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(buffer);
        }
    }
}
