using System.Text;
using Gantry.Compose.Interpolation;
using Gantry.Compose.Loading;

namespace Gantry.Compose.Environment;

/// <summary>Reads the syntax of .env files: KEY=VALUE or KEY: VALUE, comments, export, quotes over several lines, escapes and variables.</summary>
/// <param name="lookup">The value of a variable that the file itself has not set, or null; it comes before those of the file.</param>
/// <param name="warn">Told of variables that are not set.</param>
internal sealed class EnvironmentParser(Func<string, string?> lookup, Action<string> warn)
{
    private readonly Dictionary<string, string> _values = new(StringComparer.Ordinal);
    private string _text = "";
    private int _at;

    private int Line => 1 + _text.AsSpan(0, Math.Min(_at, _text.Length)).Count('\n');

    /// <summary>The variables of <paramref name="text"/>, added to <paramref name="known"/>.</summary>
    /// <exception cref="ComposeException">A line is malformed.</exception>
    public IReadOnlyDictionary<string, string> Parse(string text, IReadOnlyDictionary<string, string>? known = null)
    {
        foreach (var (key, value) in known ?? new Dictionary<string, string>())
            _values[key] = value;
        _text = text.TrimStart('\uFEFF').Replace("\r\n", "\n", StringComparison.Ordinal);
        while (NextStatement())
            Statement();
        return _values;
    }

    /// <summary>Moves to what is no white space and no comment.</summary>
    private bool NextStatement()
    {
        while (_at < _text.Length)
        {
            if (char.IsWhiteSpace(_text[_at]))
                _at++;
            else if (_text[_at] == '#')
                _at = EndOfLine();
            else
                return true;
        }
        return false;
    }

    private int EndOfLine() => _text.IndexOf('\n', _at) is var end and >= 0 ? end : _text.Length;

    private void Statement()
    {
        if (_text.AsSpan(_at).StartsWith("export") && _at + 6 < _text.Length && char.IsWhiteSpace(_text[_at + 6]))
            for (_at += 6; _at < _text.Length && IsBlank(_text[_at]); _at++)
            {
            }
        var (key, inherited) = Key();
        if (key.Contains(' '))
            throw new ComposeException($"line {Line}: key cannot contain a space");
        if (!inherited)
            _values[key] = Value();
        else if (lookup(key) is { } value)
            _values[key] = value;
    }

    /// <summary>The name up to = or :, or to the end of the line when the value is inherited.</summary>
    private (string Key, bool Inherited) Key()
    {
        var start = _at;
        for (; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            if (c is '=' or ':' or '\n')
            {
                var key = _text[start.._at].TrimEnd();
                for (_at++; _at < _text.Length && IsBlank(_text[_at]); _at++)
                {
                }
                return (key, c == '\n');
            }
            if (!IsBlank(c) && !char.IsLetterOrDigit(c) && c is not ('_' or '.' or '-' or '[' or ']'))
            {
                var line = _text[start..EndOfLine()];
                throw new ComposeException($"line {Line}: unexpected character \"{c}\" in variable name \"{line}\"");
            }
        }
        return (_text[start..].TrimEnd(), true);
    }

    private string Value()
    {
        if (_at < _text.Length && _text[_at] is '"' or '\'')
            return Quoted(_text[_at]);
        var end = EndOfLine();
        var value = _text[_at..end];
        _at = end;
        var comment = value.IndexOf(" #", StringComparison.Ordinal);
        return Expand((comment < 0 ? value : value[..comment]).TrimEnd());
    }

    private string Quoted(char quote)
    {
        var text = new StringBuilder();
        var start = _at;
        for (_at++; _at < _text.Length; _at++)
        {
            var c = _text[_at];
            if (c == quote)
            {
                _at++;
                return quote == '"' ? Expand(EscapeSequences.Expand(text.ToString())) : text.ToString();
            }
            if (c == '\\' && _at + 1 < _text.Length)
            {
                if (_text[++_at] != quote)
                    text.Append('\\');
                text.Append(_text[_at]);
            }
            else
                text.Append(c);
        }
        _at = start;
        throw new ComposeException($"line {Line}: unterminated quoted value {_text[start..EndOfLine()]}");
    }

    private string Expand(string value)
    {
        try
        {
            return new Template(name => lookup(name) ?? _values.GetValueOrDefault(name), warn).Substitute(value);
        }
        catch (Exception wrong) when (wrong is TemplateException or MissingVariableException)
        {
            throw new ComposeException(wrong.Message);
        }
    }

    private static bool IsBlank(char c) => c is '\t' or '\v' or '\f' or '\r' or ' ' or '\u0085' or '\u00A0';
}
