using Microsoft.Win32.SafeHandles;

namespace Gantry.Engine.Logs;

/// <summary>Finds where the last lines of a text begin, reading backwards.</summary>
internal static class LogTail
{
    private const int BlockSize = 64 << 10;

    /// <summary>Looks in one file; null when it has fewer lines, which are then taken off the wanted ones.</summary>
    public static long? Find(SafeFileHandle file, ref int wanted)
    {
        var buffer = new byte[BlockSize];
        var end = RandomAccess.GetLength(file);
        if (wanted <= 0)
            return end;
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
