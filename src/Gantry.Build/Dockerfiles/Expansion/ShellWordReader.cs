using System.Text;

namespace Gantry.Build.Dockerfiles.Expansion;

/// <summary>One pass over a text that is expanded: quotes, escapes, marks of here-documents.</summary>
internal sealed partial class ShellWordReader(
    ShellWords rules, char escape, string text, IReadOnlyDictionary<string, string> variables, ISet<string>? unknown, ISet<string>? known)
{
    private const char End = '\uFFFF';

    // Deep enough for anybody; a text that nests deeper must not exhaust the stack.
    private const int DeepestNesting = 500;

    private int _at = text.StartsWith('\uFEFF') ? 1 : 0;
    private int _depth;

    private bool IsAtEnd => _at >= text.Length;

    private char Peek => IsAtEnd ? End : text[_at];

    /// <summary>Expands the whole text.</summary>
    /// <exception cref="DockerfileException">It is malformed.</exception>
    public (string Text, IReadOnlyList<string> Words) Read() => UpTo(null, rules.KeepsEscapes);

    /// <summary>Up to a character, or to the end where it is null.</summary>
    private (string Text, IReadOnlyList<string> Words) UpTo(char? stop, bool keepsEscapes)
    {
        if (++_depth > DeepestNesting) throw new DockerfileException("too many nested substitutions");
        var result = new StringBuilder();
        var words = new WordList();
        while (!IsAtEnd)
        {
            var next = Peek;
            if (next == stop)
            {
                _at++;
                _depth--;
                return (result.ToString(), words.Finish());
            }

            if (next == '$')
            {
                var value = Dollar();
                result.Append(value);
                words.AddSplit(value);
            }
            else if (next == '<' || (next is '\'' or '"' && !rules.IgnoresQuotes))
            {
                var whole = next switch { '<' => HereMark(), '"' => DoubleQuoted(keepsEscapes), _ => SingleQuoted() };
                result.Append(whole);
                words.AddWhole(whole);
            }
            else if (next == escape)
            {
                var escaped = Escaped(keepsEscapes);
                result.Append(escaped);
                words.AddWhole(escaped);
            }
            else
            {
                result.Append(next);
                words.AddSplit([next]);
                _at++;
            }
        }

        _depth--;
        return stop is null
            ? (result.ToString(), words.Finish())
            : throw new DockerfileException($"unexpected end of statement while looking for matching {stop}");
    }

    /// <summary>An escape character and what it escapes. At the end it escapes nothing and is gone.</summary>
    private ReadOnlySpan<char> Escaped(bool keepsEscapes)
    {
        var start = keepsEscapes ? _at : _at + 1;
        _at = Math.Min(_at + 2, text.Length);
        return text.AsSpan(start, _at - start);
    }

    private string SingleQuoted()
    {
        var end = text.IndexOf('\'', _at + 1);
        if (end < 0)
        {
            _at = text.Length;
            throw new DockerfileException("unexpected end of statement while looking for matching single-quote");
        }

        var content = rules.KeepsQuotes ? text[_at..(end + 1)] : text[(_at + 1)..end];
        _at = end + 1;
        return content;
    }

    private string DoubleQuoted(bool keepsEscapes)
    {
        var result = new StringBuilder();
        if (rules.KeepsQuotes) result.Append('"');
        _at++;
        while (!IsAtEnd)
        {
            var next = Peek;
            if (next == '$')
            {
                result.Append(Dollar());
                continue;
            }

            _at++;
            if (next == '"')
            {
                if (rules.KeepsQuotes) result.Append('"');
                return result.ToString();
            }

            if (next == escape)
            {
                if (keepsEscapes) result.Append(next);
                if (IsAtEnd) continue;
                // Only these can be escaped within quotes; before anything else the escape character is one like any other.
                if (Peek is '"' or '$' || Peek == escape) next = text[_at++];
            }

            result.Append(next);
        }

        throw new DockerfileException("unexpected end of statement while looking for matching double-quote");
    }

    /// <summary>The mark of a here-document and the blanks behind it, so that its word stays with it.</summary>
    private string HereMark()
    {
        var start = _at++;
        if (Peek != '<') return "<";
        _at++;
        while (Peek is '\t' or '\r' or ' ') _at++;
        return text[start.._at];
    }
}
