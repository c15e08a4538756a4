namespace Gantry.Build.Dockerfiles.Parsing;

/// <summary>What somebody probably meant.</summary>
internal static class Suggestion
{
    private const int Farthest = 3;

    /// <summary>A remark with the nearest known word; empty where none is near.</summary>
    public static string For(string written, IReadOnlyList<string> known, bool ignoreCase)
    {
        if (ignoreCase) written = written.ToLowerInvariant();
        string? best = null;
        var nearest = Farthest;
        foreach (var word in known)
        {
            var distance = Distance(written, ignoreCase ? word.ToLowerInvariant() : word);
            if (distance == 0) return "";
            if (distance >= nearest) continue;
            (best, nearest) = (word, distance);
        }

        return best is null ? "" : $" (did you mean {(ignoreCase ? best.ToLowerInvariant() : best)}?)";
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
