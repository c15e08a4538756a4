using System.Text;

namespace Gantry.Compose.Binding;

/// <summary>Splits a command line into words the way a shell quotes, without expanding anything.</summary>
internal sealed class ShellWords
{
    private readonly List<string> _words = [];
    private readonly StringBuilder _word = new();
    private bool _started;

    /// <summary>What a stretch without word ends is closed by: a quote, a backquote, the parenthesis of $( or nothing.</summary>
    private char _until;

    /// <summary>The words of <paramref name="line"/>; a shell operator ends them.</summary>
    /// <exception cref="FormatException">A quote or parenthesis is not closed.</exception>
    public static IReadOnlyList<string> Split(string line) => new ShellWords().Read(line);

    private List<string> Read(string line)
    {
        for (var i = 0; i < line.Length; i++)
        {
            if (line[i] == '\\' && _until != '\'')
            {
                if (++i == line.Length)
                    throw Unclosed();
                Escaped(line[i]);
            }
            else if (_until == '\0' && line[i] is ';' or '&' or '|' or '<' or '>')
            {
                // The number of a redirected stream belongs to the redirection.
                _started &= !(line[i] == '>' && _word.ToString().All(char.IsAsciiDigit));
                break;
            }
            else
                Take(line[i]);
        }
        if (_until != '\0')
            throw Unclosed();
        EndWord();
        return _words;
    }

    private void Escaped(char c)
    {
        if (_until is '`' or ')')
            Append('\\', c);
        else
            Append(c switch { 't' => '\t', 'n' => '\n', _ => c });
    }

    private void Take(char c)
    {
        if (_until == '\0' && c is ' ' or '\t' or '\r' or '\n')
            EndWord();
        else if (_until == '\0')
            Open(c);
        else if (c != _until)
            Append(c);
        else
        {
            if (c is '`' or ')')
                Append(c);
            (_until, _started) = ('\0', true);
        }
    }

    private void Open(char c)
    {
        switch (c)
        {
            case '"' or '\'':
                _until = c;
                return;
            case '`':
                _until = c;
                break;
            case '(' when _word.Length > 0 && _word[^1] == '$':
                _until = ')';
                break;
            case '(' or ')':
                throw Unclosed();
        }
        Append(c);
    }

    private void Append(params ReadOnlySpan<char> characters)
    {
        _word.Append(characters);
        _started = true;
    }

    private void EndWord()
    {
        if (_started)
            _words.Add(_word.ToString());
        _word.Clear();
        _started = false;
    }

    private static FormatException Unclosed() => new("invalid command line string");
}
