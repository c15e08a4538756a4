using System.Text;

namespace Gantry.Build.Dockerfiles.Ignore;

/// <summary>A class of characters in a pattern: <c>[abc]</c>, <c>[a-z]</c>, <c>[^0-9]</c>.</summary>
internal sealed class CharacterClass
{
    private readonly List<(Rune Low, Rune High)> _ranges = [];
    private bool _isNegated;

    private CharacterClass()
    {
    }

    /// <summary>Reads one.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="at">Where its opening bracket stands; then behind its closing one.</param>
    /// <exception cref="Oci.Errors.GantryException">Invalid: it is malformed.</exception>
    public static CharacterClass Read(ReadOnlySpan<Rune> pattern, ref int at)
    {
        var result = new CharacterClass();
        at++;
        if (at < pattern.Length && pattern[at].Value == '^')
        {
            result._isNegated = true;
            at++;
        }

        while (result._ranges.Count == 0 || at >= pattern.Length || pattern[at].Value != ']')
        {
            var low = Bound(pattern, ref at);
            var high = low;
            if (at < pattern.Length && pattern[at].Value == '-')
            {
                at++;
                high = Bound(pattern, ref at);
            }

            result._ranges.Add((low, high));
        }

        at++;
        return result;
    }

    /// <summary>Whether a character is in it.</summary>
    public bool Contains(Rune rune)
    {
        foreach (var (low, high) in _ranges)
            if (low <= rune && rune <= high) return !_isNegated;
        return _isNegated;
    }

    private static Rune Bound(ReadOnlySpan<Rune> pattern, ref int at)
    {
        if (at >= pattern.Length || pattern[at].Value is '-' or ']') throw PathGlob.Malformed();
        if (pattern[at].Value == '\\') at++;
        // What closes the class must still come.
        return at < pattern.Length - 1 ? pattern[at++] : throw PathGlob.Malformed();
    }
}
