using Microsoft.Win32.SafeHandles;

namespace Gantry.Engine.Logs;

/// <summary>Finds where the last lines of a log begin, reading backwards.</summary>
internal static class LogTail
{
    private const int BlockSize = 64 << 10;

    /// <summary>File and offset at which the last <paramref name="lines"/> lines of all files together begin.</summary>
    public static (int File, long Offset) Find(IReadOnlyList<string> files, int lines)
    {
        if (lines <= 0)
            return files.Count == 0 ? (0, 0) : (files.Count - 1, new FileInfo(files[^1]).Length);
        var wanted = lines;
        for (var i = files.Count - 1; i >= 0; i--)
        {
            using var file = File.OpenHandle(files[i], share: FileShare.ReadWrite | FileShare.Delete);
            if (FindIn(file, ref wanted) is { } offset)
                return (i, offset);
        }

        return (0, 0);
    }

    /// <summary>Looks in one file; null when it has fewer lines, which are then taken off the wanted ones.</summary>
    private static long? FindIn(SafeFileHandle file, ref int wanted)
    {
        var buffer = new byte[BlockSize];
        var end = RandomAccess.GetLength(file);
        var position = end;
        var breaks = 0;
        while (position > 0)
        {
            var size = (int)Math.Min(BlockSize, position);
            position -= size;
            RandomAccess.Read(file, buffer.AsSpan(0, size), position);
            for (var i = size - 1; i >= 0; i--)
            {
                // The break that ends the last line does not begin one.
                if (buffer[i] != '\n' || position + i == end - 1)
                    continue;
                if (++breaks == wanted)
                    return position + i + 1;
            }
        }

        if (end > 0)
            wanted -= breaks + 1;
        return wanted <= 0 ? 0 : null;
    }
}
