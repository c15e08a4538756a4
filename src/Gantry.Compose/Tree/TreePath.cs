using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Gantry.Compose.Tree;

/// <summary>The keys that lead from the top of a file to a value; the items of a list are all called [].</summary>
internal readonly struct TreePath
{
    private readonly ImmutableArray<string> _parts;

    private TreePath(ImmutableArray<string> parts) => _parts = parts;

    /// <summary>The top.</summary>
    public static TreePath Root { get; } = new([]);

    public int Length => _parts.Length;

    public string Last => _parts.Length == 0 ? "" : _parts[^1];

    public static TreePath Of(params ReadOnlySpan<string> parts) => new([.. parts]);

    public TreePath Next(string part) => new(_parts.Add(part));

    public TreePath Item() => Next("[]");

    /// <summary>Whether this is a path <paramref name="pattern"/> describes, in which * is any key.</summary>
    public bool Matches(ReadOnlySpan<string> pattern)
    {
        if (pattern.Length != _parts.Length)
            return false;
        for (var i = 0; i < pattern.Length; i++)
            if (pattern[i] != "*" && pattern[i] != _parts[i])
                return false;
        return true;
    }

    /// <summary>The path with the place of every list's item, as in <c>a.b[0].c</c>.</summary>
    /// <param name="indices">The places, those of the outer lists first.</param>
    public string ToString(IReadOnlyList<int> indices)
    {
        var text = new StringBuilder();
        var list = 0;
        foreach (var part in _parts)
        {
            if (part == "[]")
                text.Append(CultureInfo.InvariantCulture, $"[{indices[list++]}]");
            else
                text.Append(text.Length == 0 ? "" : ".").Append(part);
        }
        return text.ToString();
    }

    public override string ToString() => string.Join('.', _parts);
}
