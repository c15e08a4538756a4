namespace Gantry.Compose.Tree;

/// <summary>What belongs to values by the pattern of their path, like services.*.ports; * is any key and any item.</summary>
internal sealed class PathTable<T>(params ReadOnlySpan<(string Pattern, T What)> rows)
    where T : class
{
    private readonly (string[] Pattern, T What)[] _rows = [.. Split(rows)];

    /// <summary>What belongs to <paramref name="path"/>, or null.</summary>
    public T? Find(TreePath path)
    {
        foreach (var (pattern, what) in _rows)
            if (path.Matches(pattern))
                return what;
        return null;
    }

    private static List<(string[] Pattern, T What)> Split(ReadOnlySpan<(string Pattern, T What)> rows)
    {
        var split = new List<(string[] Pattern, T What)>();
        foreach (var (pattern, what) in rows)
            split.Add((pattern.Split('.'), what));
        return split;
    }
}
