using System.Text;

using Gantry.Oci.Errors;

namespace Gantry.Build.Dockerfiles;

/// <summary>Expands variables and takes quotes off, nearly as a shell does it (BuildKit's rules).</summary>
/// <param name="escapeCharacter">What takes the next character's meaning away.</param>
public sealed class ShellWords(char escapeCharacter)
{
    /// <summary>Whether quotes stay.</summary>
    public bool KeepsQuotes { get; init; }

    /// <summary>Whether escape characters stay.</summary>
    public bool KeepsEscapes { get; init; }

    /// <summary>Whether quotes are characters like any others, as they are in a here-document.</summary>
    public bool IgnoresQuotes { get; init; }

    /// <summary>Whether a variable that has no value stays as it is written.</summary>
    public bool KeepsUnknown { get; init; }

    /// <summary>Expands a text to one word.</summary>
    /// <param name="text">The text.</param>
    /// <param name="variables">The variables.</param>
    /// <param name="unknown">Gets the names that are no variables; null: nobody wants to know.</param>
    /// <exception cref="GantryException">Invalid: the text is malformed.</exception>
    public string Expand(string text, IReadOnlyDictionary<string, string> variables, ISet<string>? unknown = null) => Process(text, variables, unknown).Text;

    /// <summary>Expands a text and splits it at blanks that are neither quoted nor escaped.</summary>
    /// <exception cref="GantryException">Invalid: the text is malformed.</exception>
    public IReadOnlyList<string> ExpandToWords(string text, IReadOnlyDictionary<string, string> variables) => Process(text, variables, null).Words;

    private (string Text, IReadOnlyList<string> Words) Process(string text, IReadOnlyDictionary<string, string> variables, ISet<string>? unknown)
    {
        try
        {
            return new Run(this, escapeCharacter, text, variables, unknown).UpTo(null, KeepsEscapes);
        }
        catch (GantryException e)
        {
            throw new GantryException(ErrorKind.Invalid, $"failed to process {Quote(text)}: {e.Message}", e);
        }
    }

    private static string Quote(string text) => "\"" + text.Replace("\\", @"\\", StringComparison.Ordinal).Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal).Replace("\t", "\\t", StringComparison.Ordinal) + "\"";

    private static GantryException Fault(string message) => new(ErrorKind.Invalid, message);

    /// <summary>One pass over a text.</summary>
    private sealed class Run(ShellWords rules, char escape, string text, IReadOnlyDictionary<string, string> variables, ISet<string>? unknown)
    {
        private const string SpecialParameters = "@*#?-$!0";

        private int at;

        private char? Peek => at < text.Length ? text[at] : null;

        /// <summary>Up to a character, or to the end where it is null.</summary>
        public (string Text, IReadOnlyList<string> Words) UpTo(char? stop, bool keepsEscapes)
        {
            var result = new StringBuilder();
            var words = new WordList();
            while (Peek is { } next)
            {
                if (next == stop)
                {
                    at++;
                    return (result.ToString(), words.Finish());
                }

                switch (next)
                {
                    case '$':
                        var value = Dollar(keepsEscapes);
                        result.Append(value);
                        words.AddSplit(value);
                        break;
                    case '\'' when !rules.IgnoresQuotes:
                        var single = SingleQuoted();
                        result.Append(single);
                        words.AddWhole(single);
                        break;
                    case '"' when !rules.IgnoresQuotes:
                        var quoted = DoubleQuoted(keepsEscapes);
                        result.Append(quoted);
                        words.AddWhole(quoted);
                        break;
                    case '<':
                        var mark = HereMark();
                        result.Append(mark);
                        words.AddWhole(mark);
                        break;
                    default:
                        at++;
                        if (next != escape)
                        {
                            words.Add(next);
                            result.Append(next);
                            break;
                        }

                        if (keepsEscapes)
                        {
                            words.AddWhole(next.ToString());
                            result.Append(next);
                        }

                        // At the end it escapes nothing and is gone.
                        if (Peek is not { } escaped) break;
                        at++;
                        words.AddWhole(escaped.ToString());
                        result.Append(escaped);
                        break;
                }
            }

            return stop is null
                ? (result.ToString(), words.Finish())
                : throw Fault($"unexpected end of statement while looking for matching {stop}");
        }

        private string SingleQuoted()
        {
            var end = text.IndexOf('\'', at + 1);
            if (end < 0) throw Fault("unexpected end of statement while looking for matching single-quote");
            var content = rules.KeepsQuotes ? text[at..(end + 1)] : text[(at + 1)..end];
            at = end + 1;
            return content;
        }

        private string DoubleQuoted(bool keepsEscapes)
        {
            var result = new StringBuilder();
            if (rules.KeepsQuotes) result.Append('"');
            at++;
            while (true)
            {
                if (Peek is not { } next) throw Fault("unexpected end of statement while looking for matching double-quote");
                if (next == '$')
                {
                    result.Append(Dollar(keepsEscapes));
                    continue;
                }

                at++;
                if (next == '"')
                {
                    if (rules.KeepsQuotes) result.Append('"');
                    return result.ToString();
                }

                if (next == escape)
                {
                    if (keepsEscapes) result.Append(next);
                    if (Peek is not { } escaped) continue;
                    // Only these can be escaped within quotes; elsewhere the escape character is one like any other.
                    if (escaped is '"' or '$' || escaped == escape)
                    {
                        at++;
                        next = escaped;
                    }
                }

                result.Append(next);
            }
        }

        private string HereMark()
        {
            at++;
            if (Peek != '<') return "<";
            at++;
            var start = at;
            while (Peek is '\t' or '\r' or ' ') at++;
            return "<<" + text[start..at];
        }

        private string Dollar(bool keepsEscapes)
        {
            at++;
            if (Peek != '{')
            {
                var plain = Name();
                if (plain.Length == 0) return "$";
                return Find(plain) ?? (rules.KeepsUnknown ? $"${plain}" : "");
            }

            at++;
            switch (Peek)
            {
                case null: throw Fault("syntax error: missing '}'");
                case '{' or '}' or ':': throw Fault("syntax error: bad substitution");
            }

            var name = Name();
            if (Peek is not { } modifier) throw Fault("syntax error: missing '}'");
            at++;
            var written = modifier.ToString();
            var emptyIsUnset = modifier == ':';
            if (emptyIsUnset)
            {
                if (Peek is not { } second) throw Fault("syntax error: missing '}'");
                modifier = second;
                written += modifier;
                at++;
            }

            switch (modifier)
            {
                case '}' when !emptyIsUnset:
                    return Find(name) ?? (rules.KeepsUnknown ? $"${{{name}}}" : "");
                case '+' or '-' or '?' or '#' or '%':
                    if (emptyIsUnset && modifier is '#' or '%' && written.Length > 1) throw Fault($"unsupported modifier ({written}) in substitution");
                    return Modified(name, modifier, written, emptyIsUnset);
                case '/' when !emptyIsUnset:
                    return Replaced(name);
                default:
                    _ = keepsEscapes;
                    throw Fault($"unsupported modifier ({written}) in substitution");
            }
        }

        private string Modified(string name, char modifier, string written, bool emptyIsUnset)
        {
            var word = Inner('}', modifier is '#' or '%', "syntax error: missing '}'");
            var value = Find(name);
            if (rules.KeepsUnknown && value is null) return $"${{{name}{written}{word}}}";
            var isMissing = value is null || (emptyIsUnset && value.Length == 0);
            switch (modifier)
            {
                case '-': return isMissing ? word : value!;
                case '+': return isMissing ? "" : word;
                case '?':
                    if (value is null) throw Fault($"{name}: {(word.Length > 0 ? word : "is not allowed to be unset")}");
                    return isMissing ? throw Fault($"{name}: {(word.Length > 0 ? word : "is not allowed to be empty")}") : value;
                default:
                    var isLongest = word.StartsWith(modifier);
                    if (isLongest) word = word[1..];
                    return modifier == '#' ? ShellPattern.TrimStart(value ?? "", word, isLongest) : ShellPattern.TrimEnd(value ?? "", word, isLongest);
            }
        }

        private string Replaced(string name)
        {
            var all = Peek == '/';
            if (all) at++;
            var pattern = Inner('/', true, "syntax error: missing '/' in ${}");
            var replacement = Inner('}', true, "syntax error: missing '}'");
            var value = Find(name);
            if (rules.KeepsUnknown && value is null) return $"${{{name}/{pattern}/{replacement}}}";
            return ShellPattern.Replace(value ?? "", pattern, replacement, all);
        }

        private string Inner(char stop, bool keepsEscapes, string fault)
        {
            try
            {
                return UpTo(stop, keepsEscapes).Text;
            }
            catch (GantryException) when (at >= text.Length)
            {
                throw Fault(fault);
            }
        }

        private string Name()
        {
            var start = at;
            if (Peek is { } first && char.IsDigit(first))
            {
                while (Peek is { } digit && char.IsDigit(digit)) at++;
                return text[start..at];
            }

            if (Peek is { } special && SpecialParameters.Contains(special))
            {
                at++;
                return special.ToString();
            }

            while (Peek is { } next && (char.IsLetterOrDigit(next) || next == '_')) at++;
            return text[start..at];
        }

        private string? Find(string name)
        {
            if (variables.TryGetValue(name, out var value)) return value;
            unknown?.Add(name);
            return null;
        }
    }

    /// <summary>Collects words: blanks end them unless they are taken whole.</summary>
    private sealed class WordList
    {
        private readonly List<string> _words = [];
        private readonly StringBuilder _word = new();

        public void Add(char character)
        {
            if (char.IsWhiteSpace(character)) End();
            else _word.Append(character);
        }

        public void AddSplit(string characters)
        {
            foreach (var character in characters) Add(character);
        }

        public void AddWhole(string characters) => _word.Append(characters);

        public IReadOnlyList<string> Finish()
        {
            End();
            return _words;
        }

        private void End()
        {
            if (_word.Length == 0) return;
            _words.Add(_word.ToString());
            _word.Clear();
        }
    }
}
