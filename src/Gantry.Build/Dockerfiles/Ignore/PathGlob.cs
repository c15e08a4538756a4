using System.Text;

using Gantry.Oci.Errors;

namespace Gantry.Build.Dockerfiles.Ignore;

/// <summary>A pattern of paths: <c>*</c> and <c>?</c> stop at a slash, <c>[a-z]</c> and <c>[^a-z]</c> are classes, a backslash takes the next character as it is,
/// and where asked for, <c>**</c> is any number of directories. Matching follows all possibilities at once, so no pattern makes it slow.</summary>
internal sealed class PathGlob
{
    private readonly List<Element> _elements = [];

    /// <summary>Reads a pattern.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="hasDeepStars">Whether two stars are any number of directories.</param>
    /// <exception cref="GantryException">Invalid: it is malformed.</exception>
    public PathGlob(string pattern, bool hasDeepStars)
    {
        var runes = pattern.EnumerateRunes().ToArray();
        for (var at = 0; at < runes.Length;)
        {
            if (runes[at].Value == '[')
            {
                _elements.Add(new Element(ElementKind.Class, Class: CharacterClass.Read(runes, ref at)));
                continue;
            }

            var next = runes[at++];
            switch (next.Value)
            {
                case '*' when hasDeepStars && at < runes.Length && runes[at].Value == '*':
                    at++;
                    _elements.Add(new Element(DeepStars(runes, ref at)));
                    break;
                case '*':
                    _elements.Add(new Element(ElementKind.Star));
                    break;
                case '?':
                    _elements.Add(new Element(ElementKind.One));
                    break;
                case '\\':
                    if (at == runes.Length) throw Malformed();
                    _elements.Add(new Element(ElementKind.Literal, runes[at++]));
                    break;
                default:
                    _elements.Add(new Element(ElementKind.Literal, next));
                    break;
            }
        }
    }

    private enum ElementKind
    {
        Literal,
        One,
        Class,
        Star,

        // Anything, slashes too.
        Rest,

        // Nothing, or anything that ends in a slash.
        Directories,
    }

    /// <summary>Whether a whole path fits.</summary>
    public bool Matches(string path) => Follow(path) is { } places && places[^1];

    /// <summary>Whether a path below a directory can fit.</summary>
    public bool CanMatchBelow(string directory) => Follow(directory + "/") is not null;

    /// <summary>The failure that a pattern is none.</summary>
    internal static GantryException Malformed() => new(ErrorKind.Invalid, "syntax error in pattern");

    /// <summary>What two stars are. A slash behind them is part of them, since they may be no directory at all; at the beginning, without one and with nothing special
    /// behind them (<c>**.go</c>), they are whatever stands before the rest.</summary>
    private static ElementKind DeepStars(ReadOnlySpan<Rune> runes, ref int at)
    {
        var isSuffix = at == 2;
        if (at < runes.Length && runes[at].Value == '/')
        {
            at++;
            isSuffix = false;
        }

        foreach (var rune in runes[at..]) isSuffix &= rune.Value is not ('*' or '?' or '[' or ']' or '\\');
        return at == runes.Length || isSuffix ? ElementKind.Rest : ElementKind.Directories;
    }

    /// <summary>Where in the pattern a text can lead; null: nowhere.</summary>
    private bool[]? Follow(string text)
    {
        var (here, next) = (new bool[_elements.Count + 1], new bool[_elements.Count + 1]);
        Reach(here, 0);
        foreach (var rune in text.EnumerateRunes())
        {
            Array.Clear(next);
            var goesOn = false;
            for (var i = 0; i < _elements.Count; i++)
            {
                if (!here[i] || !_elements[i].Takes(rune)) continue;
                goesOn = true;
                if (_elements[i].Kind == ElementKind.Directories)
                {
                    // Once begun, they end with a slash.
                    next[i] = true;
                    if (rune.Value == '/') Reach(next, i + 1);
                }
                else
                {
                    Reach(next, _elements[i].IsRepeated ? i : i + 1);
                }
            }

            if (!goesOn) return null;
            (here, next) = (next, here);
        }

        return here;
    }

    /// <summary>Marks a place, and those behind it that are reached by passing over what may be nothing.</summary>
    private void Reach(bool[] places, int place)
    {
        places[place] = true;
        while (place < _elements.Count && _elements[place].IsRepeated) places[++place] = true;
    }

    private readonly record struct Element(ElementKind Kind, Rune Rune = default, CharacterClass? Class = null)
    {
        public bool IsRepeated => Kind is ElementKind.Star or ElementKind.Rest or ElementKind.Directories;

        public bool Takes(Rune rune) => Kind switch
        {
            ElementKind.Literal => rune == Rune,
            ElementKind.One or ElementKind.Star => rune.Value != '/',
            ElementKind.Class => Class!.Contains(rune),
            _ => true,
        };
    }
}
