using System.Globalization;

namespace Gantry.Api.Images;

/// <summary>The bar for clients that draw none themselves: fifty columns, then the sizes.</summary>
internal static class ProgressBar
{
    /// <summary>Draws it.</summary>
    public static string Draw(long current, long total)
    {
        if (total <= 0) return Size(current);
        var filled = (int)Math.Min(50, current * 50 / total);
        return $"[{new string('=', filled)}>{new string(' ', 50 - filled)}]  {Size(current),6}/{Size(total)}";
    }

    /// <summary>A size with four significant digits in powers of 1000, as Docker writes it.</summary>
    private static string Size(double bytes)
    {
        var unit = 0;
        for (; bytes >= 1000 && unit < 4; unit++) bytes /= 1000;
        var text = bytes.ToString("G4", CultureInfo.InvariantCulture);
        return text + new[] { "B", "kB", "MB", "GB", "TB" }[unit];
    }
}
