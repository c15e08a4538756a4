namespace Gantry.Cli.Tables;

/// <summary>The order people expect of names: numbers in them count as numbers, so <c>n2</c> stands before <c>n10</c>.</summary>
internal sealed class NaturalOrder : IComparer<string>
{
    public static NaturalOrder Comparer { get; } = new();

    public int Compare(string? x, string? y)
    {
        var left = x.AsSpan();
        var right = y.AsSpan();
        while (!left.IsEmpty && !right.IsEmpty)
        {
            var one = Chunk(left);
            var other = Chunk(right);
            var order = char.IsAsciiDigit(one[0]) && char.IsAsciiDigit(other[0]) ? Numbers(one, other) : one.SequenceCompareTo(other);
            if (order != 0)
                return order;
            left = left[one.Length..];
            right = right[other.Length..];
        }

        return left.Length.CompareTo(right.Length);
    }

    /// <summary>What begins a text: digits only, or none.</summary>
    private static ReadOnlySpan<char> Chunk(ReadOnlySpan<char> text)
    {
        var digits = char.IsAsciiDigit(text[0]);
        var end = 1;
        while (end < text.Length && char.IsAsciiDigit(text[end]) == digits)
            end++;
        return text[..end];
    }

    private static int Numbers(ReadOnlySpan<char> left, ReadOnlySpan<char> right)
    {
        var one = left.TrimStart('0');
        var other = right.TrimStart('0');
        var order = one.Length != other.Length ? one.Length.CompareTo(other.Length) : one.SequenceCompareTo(other);
        return order != 0 ? order : left.Length.CompareTo(right.Length);
    }
}
