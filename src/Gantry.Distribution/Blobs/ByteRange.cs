using System.Globalization;

namespace Gantry.Distribution.Blobs;

/// <summary>The part of a blob a client asks for (RFC 9110, 14.2).</summary>
/// <param name="First">The first byte.</param>
/// <param name="Length">How many.</param>
internal readonly record struct ByteRange(long First, long Length)
{
    /// <summary>Reads the header <c>Range</c>.</summary>
    /// <param name="header">Its text; null where there is none.</param>
    /// <param name="size">The blob's size.</param>
    /// <param name="range">The part; null where the whole is wanted, or the header is none that is understood, which is to be ignored.</param>
    /// <returns>False where the blob has no such part.</returns>
    public static bool TryRead(string? header, long size, out ByteRange? range)
    {
        range = null;
        if (header is null || !header.StartsWith("bytes=", StringComparison.OrdinalIgnoreCase) || header["bytes=".Length..].Split('-') is not [var from, var to])
            return true;
        from = from.Trim();
        to = to.Trim();
        if (from.Length == 0)
        {
            if (!TryNumber(to, out var count))
                return true;
            if (count == 0 || size == 0)
                return false;
            range = new ByteRange(Math.Max(0, size - count), Math.Min(size, count));
            return true;
        }

        var last = long.MaxValue;
        if (!TryNumber(from, out var first) || (to.Length > 0 && (!TryNumber(to, out last) || last < first)))
            return true;
        if (first >= size)
            return false;
        range = new ByteRange(first, Math.Min(last, size - 1) - first + 1);
        return true;
    }

    private static bool TryNumber(string text, out long number) => long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);
}
