namespace Gantry.Build.Dockerfiles.Parsing;

/// <summary>What somebody probably meant.</summary>
internal static class Suggestion
{
    private const int Farthest = 3;

    /// <summary>A remark with the nearest known word; empty where none is near.</summary>
    /// <param name="written">What was written.</param>
    /// <param name="known">What could have been meant; of several equally near, the first.</param>
    /// <param name="ignoreCase">Whether case makes no difference; the word is then proposed in the case of what was written.</param>
    public static string Remark(string written, IEnumerable<string> known, bool ignoreCase = false) =>
        Nearest(written, known, ignoreCase) is { } word ? $" (did you mean {word}?)" : "";

    /// <summary>The nearest known word; null where none is near, or where it is the very word that was written.</summary>
    public static string? Nearest(string written, IEnumerable<string> known, bool ignoreCase = false)
    {
        var value = ignoreCase ? written.ToLowerInvariant() : written;
        string? best = null;
        var nearest = Farthest;
        foreach (var word in known)
        {
            var option = ignoreCase ? word.ToLowerInvariant() : word;
            if (option == value) return null;
            if (Math.Abs(option.Length - value.Length) >= nearest) continue;
            var distance = Distance(value, option);
            if (distance < nearest) (best, nearest) = (option, distance);
        }

        return best is null || !ignoreCase || written.Any(char.IsLower) || !written.Any(char.IsUpper) ? best : best.ToUpperInvariant();
    }

    /// <summary>Levenshtein's distance.</summary>
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
                (diagonal, row[j]) = (row[j], Math.Min(Math.Min(row[j] + 1, row[j - 1] + 1), diagonal + (a[i - 1] == b[j - 1] ? 0 : 1)));
        }

        return row[b.Length];
    }
}
