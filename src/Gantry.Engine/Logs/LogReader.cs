using System.IO.Pipelines;

using Gantry.Engine.Containers;
using Gantry.Oci.Errors;

namespace Gantry.Engine.Logs;

/// <summary>Reads a container's log, rotated files first, and goes on with what is written if asked. The shim writes it; the reader needs nobody's help.</summary>
internal static class LogReader
{
    public static async Task CopyAsync(ContainerSlot slot, LogQuery query, PipeWriter output, CancellationToken cancellation)
    {
        var container = slot.Current;
        if (!query.Stdout && !query.Stderr)
            throw new GantryException(ErrorKind.Invalid, "Bad parameters: you must choose at least one stream");
        if (LogTargets.PathOf(container) is not { } path)
            throw new GantryException(ErrorKind.NotImplemented, "configured logging driver does not support reading");

        // Both are taken before the first read, so that nothing written in between is missed.
        var ended = slot.NextExit;
        using var changes = query.Follow && container.State.IsAlive ? new LogChanges(path) : null;
        var decoder = LogDecoder.Of(container.HostConfig.LogConfig.Type);
        var frames = new LogFrames(query, container.Config.Tty, decoder, output);
        var cursor = new LogCursor(decoder, frames, output);
        var files = LogFiles.Open(path);
        try
        {
            var (first, offset) = Begin(files, decoder, query.Tail);
            for (var i = first; i < files.Files.Count; i++)
                offset = await cursor.CopyAsync(files.Files[i], i == first ? offset : 0, cancellation);
            while (changes is not null && !frames.PastEnd)
            {
                var last = ended.IsCompleted;
                if (!last)
                    await Task.WhenAny(changes.NextAsync(cancellation), ended);
                cancellation.ThrowIfCancellationRequested();
                (files, offset) = await AdvanceAsync(path, files, offset, decoder, cursor, cancellation);
                if (last)
                    break;
            }
        }
        finally
        {
            files.Dispose();
        }
    }

    private static (int File, long Offset) Begin(LogFiles files, LogDecoder decoder, int? tail)
    {
        if (tail is not { } lines)
            return (0, 0);
        for (var i = files.Files.Count - 1; i >= 0; i--)
        {
            if (decoder.FindTail(files.Files[i].Content, ref lines) is { } offset)
                return (i, offset);
        }

        return (0, 0);
    }

    /// <summary>Copies what is new: the rest of the newest known file, and where that was exchanged meanwhile, all files that followed it.</summary>
    private static async Task<(LogFiles Files, long Offset)> AdvanceAsync(
        string path, LogFiles known, long offset, LogDecoder decoder, LogCursor cursor, CancellationToken cancellation)
    {
        while (true)
        {
            // Asked first: a file that has been exchanged is complete.
            var newest = LogFile.InodeOf(path);
            var present = known.Files.Count > 0 ? known.Files[^1] : null;
            if (present is not null)
                offset = await cursor.CopyAsync(present, offset, cancellation);
            if (newest == 0 || newest == present?.Inode)
                return (known, offset);

            var next = LogFiles.Open(path);
            var first = present is null ? 0 : After(next, present, decoder, cursor.LastTime);
            offset = 0;
            for (var i = first; i < next.Files.Count; i++)
                offset = await cursor.CopyAsync(next.Files[i], 0, cancellation);
            known.Dispose();
            known = next;
        }
    }

    /// <summary>The first file that was begun after another; one that was compressed meanwhile is known by its time only.</summary>
    private static int After(LogFiles files, LogFile read, LogDecoder decoder, long time)
    {
        for (var i = files.Files.Count - 1; i >= 0; i--)
        {
            if (files.Files[i].Inode == read.Inode)
                return i + 1;
        }

        var at = files.Files.Count;
        while (at > 0 && FirstTime(files.Files[at - 1], decoder) is var begun && (begun is null || begun > time))
            at--;
        return at;
    }

    private static long? FirstTime(LogFile file, LogDecoder decoder)
    {
        var buffer = new byte[128 << 10];
        var read = RandomAccess.Read(file.Content, buffer, 0);
        return decoder.Read(buffer.AsSpan(0, read), out var valid) > 0 && valid ? decoder.Time : null;
    }
}
