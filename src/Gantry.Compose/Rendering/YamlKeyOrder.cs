namespace Gantry.Compose.Rendering;

/// <summary>
/// The order of mapping keys in the canonical YAML: letters after other characters, and runs of digits by their number.
/// </summary>
internal sealed class YamlKeyOrder : IComparer<string>
{
    public static readonly YamlKeyOrder Instance = new();

    public int Compare(string? x, string? y)
    {
        var (a, b) = (Runes(x), Runes(y));
        var digits = false;
        for (var i = 0; i < a.Length && i < b.Length; i++)
        {
            if (a[i] == b[i])
            {
                digits = char.IsDigit(a[i]);
                continue;
            }
            return Differ(a, b, i, digits);
        }
        return a.Length.CompareTo(b.Length);
    }

    private static int Differ(char[] a, char[] b, int i, bool digits)
    {
        var (letterA, letterB) = (char.IsLetter(a[i]), char.IsLetter(b[i]));
        if (letterA && letterB)
            return a[i].CompareTo(b[i]);
        if (letterA || letterB)
            return digits ? (letterA ? -1 : 1) : letterA ? 1 : -1;
        var seed = (a[i] == '0' || b[i] == '0') && InsideNumber(a, i) ? 1 : 0;
        var (first, second) = (Number(a, i, seed), Number(b, i, seed));
        if (first.Value != second.Value)
            return first.Value.CompareTo(second.Value);
        return first.End != second.End ? first.End.CompareTo(second.End) : a[i].CompareTo(b[i]);
    }

    /// <summary>Whether a digit other than zero comes before position <paramref name="i"/> in the same number, so that zeros there count.</summary>
    private static bool InsideNumber(char[] text, int i)
    {
        for (var j = i - 1; j >= 0 && char.IsDigit(text[j]); j--)
            if (text[j] != '0')
                return true;
        return false;
    }

    private static (long Value, int End) Number(char[] text, int start, long value)
    {
        var end = start;
        for (; end < text.Length && char.IsDigit(text[end]); end++)
            value = unchecked((value * 10) + (text[end] - '0'));
        return (value, end);
    }

    private static char[] Runes(string? text) => (text ?? "").ToCharArray();
}
