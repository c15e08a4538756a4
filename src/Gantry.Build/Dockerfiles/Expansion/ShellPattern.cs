using System.Text;

namespace Gantry.Build.Dockerfiles.Expansion;

/// <summary>The patterns of <c>${x#p}</c>, <c>${x%p}</c> and <c>${x/p/r}</c>: <c>*</c> is anything within a line, <c>?</c> one character, a backslash takes their
/// meaning away. Matching follows all possibilities at once, so no pattern makes it slow.</summary>
internal sealed class ShellPattern
{
    private const int One = -1;
    private const int Many = -2;

    // Code points, One or Many.
    private readonly List<int> _elements = [];

    /// <exception cref="DockerfileException">A backslash stands before something that needs none.</exception>
    public ShellPattern(string pattern)
    {
        var runes = pattern.EnumerateRunes().Select(r => r.Value).ToArray();
        for (var i = 0; i < runes.Length; i++)
        {
            switch (runes[i])
            {
                case '*':
                    _elements.Add(Many);
                    break;
                case '?':
                    _elements.Add(One);
                    break;
                // What closes the substitution had to be escaped there, which says nothing here.
                case '\\' when i + 1 < runes.Length && runes[i + 1] is '}' or '/':
                    break;
                case '\\':
                    var escaped = ++i < runes.Length ? runes[i] : Rune.ReplacementChar.Value;
                    if (escaped is not ('*' or '?' or '\\'))
                        throw new DockerfileException($"invalid pattern ({pattern}) in substitution: invalid escape '\\{new Rune(escaped)}'");
                    _elements.Add(escaped);
                    break;
                default:
                    _elements.Add(runes[i]);
                    break;
            }
        }
    }

    /// <summary>A value without what the pattern fits at its beginning, the shortest or the longest.</summary>
    public string TrimStart(string value, bool isLongest)
    {
        var text = Codes(value);
        return Match(text, 0, isLongest) is var end and > 0 ? Text(text.AsSpan(end)) : value;
    }

    /// <summary>A value without what a pattern fits at its end.</summary>
    public static string TrimEnd(string value, string pattern, bool isLongest) =>
        Reversed(new ShellPattern(ReversedPattern(pattern)).TrimStart(Reversed(value), isLongest));

    /// <summary>A value with the first match replaced; every match is the longest from where it begins.</summary>
    public string ReplaceFirst(string value, string replacement)
    {
        var text = Codes(value);
        return Find(text, 0) is { } match ? Text(text.AsSpan(0, match.Start)) + replacement + Text(text.AsSpan(match.End)) : value;
    }

    /// <summary>A value with all matches replaced.</summary>
    public string ReplaceAll(string value, string replacement)
    {
        var text = Codes(value);
        var result = new StringBuilder();
        var (search, last) = (0, 0);
        while (search <= text.Length && Find(text, search) is var (start, end))
        {
            result.Append(Text(text.AsSpan(last, start - last)));
            // Nothing, directly behind a match, is part of that match.
            if (end > last || start == 0) result.Append(ReplacementTemplate.Fill(replacement, Text(text.AsSpan(start, end - start))));
            last = end;
            search = Math.Max(search + 1, end);
        }

        return result.Append(Text(text.AsSpan(last))).ToString();
    }

    private (int Start, int End)? Find(ReadOnlySpan<int> text, int from)
    {
        for (var start = from; start <= text.Length; start++)
            if (Match(text, start, isLongest: true) is var end and >= 0) return (start, end);
        return null;
    }

    /// <summary>Where the match ends that begins at a place; -1: none does.</summary>
    private int Match(ReadOnlySpan<int> text, int start, bool isLongest)
    {
        var (here, next) = (new bool[_elements.Count + 1], new bool[_elements.Count + 1]);
        Reach(here, 0);
        var end = -1;
        for (var at = start; ; at++)
        {
            if (here[^1])
            {
                end = at;
                if (!isLongest) return end;
            }

            if (at == text.Length) return end;
            Array.Clear(next);
            var goesOn = false;
            for (var i = 0; i < _elements.Count; i++)
            {
                if (!here[i] || (_elements[i] < 0 ? text[at] == '\n' : text[at] != _elements[i])) continue;
                Reach(next, _elements[i] == Many ? i : i + 1);
                goesOn = true;
            }

            if (!goesOn) return end;
            (here, next) = (next, here);
        }
    }

    private void Reach(bool[] places, int place)
    {
        places[place] = true;
        while (place < _elements.Count && _elements[place] == Many) places[++place] = true;
    }

    private static int[] Codes(string text) => [.. text.EnumerateRunes().Select(r => r.Value)];

    private static string Text(ReadOnlySpan<int> codes)
    {
        var text = new StringBuilder(codes.Length);
        foreach (var code in codes) text.Append(new Rune(code).ToString());
        return text.ToString();
    }

    private static string Reversed(string text)
    {
        var codes = Codes(text);
        Array.Reverse(codes);
        return Text(codes);
    }

    /// <summary>From the end to the beginning, an escaped character with its backslash before it.</summary>
    private static string ReversedPattern(string pattern)
    {
        var codes = Codes(pattern);
        var reversed = new int[codes.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            if (codes[i] == '\\' && i + 1 < codes.Length)
            {
                (reversed[^(i + 2)], reversed[^(i + 1)]) = (codes[i], codes[i + 1]);
                i++;
            }
            else
            {
                reversed[^(i + 1)] = codes[i];
            }
        }

        return Text(reversed);
    }
}
