using System.Text;

namespace Gantry.Cli.Templates;

/// <summary>Cuts a template into text and the words of its actions.</summary>
internal static class Lexer
{
    public static IReadOnlyList<Token> Read(string template)
    {
        var tokens = new List<Token>();
        var at = 0;
        var trim = false;
        while (at < template.Length)
        {
            var open = template.IndexOf("{{", at, StringComparison.Ordinal);
            var text = open < 0 ? template[at..] : template[at..open];
            if (trim)
                text = text.TrimStart();
            if (open < 0)
            {
                AddText(tokens, text, at);
                break;
            }

            at = open + 2;
            if (at + 1 < template.Length && template[at] == '-' && char.IsWhiteSpace(template[at + 1]))
            {
                text = text.TrimEnd();
                at++;
            }

            AddText(tokens, text, open);
            (at, trim) = ReadAction(template, at, tokens);
        }

        return tokens;
    }

    private static void AddText(List<Token> tokens, string text, int position)
    {
        if (text.Length > 0)
            tokens.Add(new Token(TokenKind.Text, text, position));
    }

    private static (int Next, bool Trim) ReadAction(string template, int at, List<Token> tokens)
    {
        var line = template.AsSpan(0, at).Count('\n') + 1;
        tokens.Add(new Token(TokenKind.ActionStart, "", at));
        var space = false;
        while (true)
        {
            if (at >= template.Length)
                throw new TemplateException($"template: :{line}: unclosed action");
            var letter = template[at];
            if (Starts(template, at, "}}"))
            {
                tokens.Add(new Token(TokenKind.ActionEnd, "", at));
                return (at + 2, false);
            }

            if (Starts(template, at, "-}}") && space)
            {
                tokens.Add(new Token(TokenKind.ActionEnd, "", at));
                return (at + 3, true);
            }

            if (char.IsWhiteSpace(letter))
            {
                space = true;
                at++;
                continue;
            }

            if (Starts(template, at, "/*"))
            {
                var end = template.IndexOf("*/", at, StringComparison.Ordinal);
                at = end < 0 ? throw new TemplateException($"template: :{line}: unclosed comment") : end + 2;
                continue;
            }

            var (token, next) = ReadToken(template, at, line);
            tokens.Add(token with { AfterSpace = space });
            space = false;
            at = next;
        }
    }

    private static (Token Token, int Next) ReadToken(string template, int at, int line)
    {
        var letter = template[at];
        switch (letter)
        {
            case '"':
                return ReadQuoted(template, at, line);
            case '`':
                var close = template.IndexOf('`', at + 1);
                return close < 0
                    ? throw new TemplateException($"template: :{line}: unterminated raw quoted string")
                    : (new Token(TokenKind.String, template[(at + 1)..close], at), close + 1);
            case '.' or '$':
                var end = WordEnd(template, at + 1);
                return (new Token(letter == '.' ? TokenKind.Field : TokenKind.Variable, template[at..end], at), end);
            case ':' when Starts(template, at, ":="):
                return (new Token(TokenKind.Symbol, ":=", at), at + 2);
            case '(' or ')' or '|' or ',' or '=':
                return (new Token(TokenKind.Symbol, letter.ToString(), at), at + 1);
        }

        if (char.IsAsciiDigit(letter) || (letter is '-' or '+' && at + 1 < template.Length && char.IsAsciiDigit(template[at + 1])))
        {
            var end = at + 1;
            while (end < template.Length && (char.IsAsciiLetterOrDigit(template[end]) || template[end] == '.'))
                end++;
            return (new Token(TokenKind.Number, template[at..end], at), end);
        }

        var wordEnd = WordEnd(template, at);
        if (wordEnd == at)
            throw new TemplateException($"template: :{line}: unexpected {Quote(letter)} in command");
        return (new Token(TokenKind.Word, template[at..wordEnd], at), wordEnd);
    }

    private static (Token Token, int Next) ReadQuoted(string template, int at, int line)
    {
        var text = new StringBuilder();
        for (var next = at + 1; next < template.Length; next++)
        {
            if (template[next] == '"')
                return (new Token(TokenKind.String, text.ToString(), at), next + 1);
            if (template[next] != '\\' || next + 1 == template.Length)
            {
                text.Append(template[next]);
                continue;
            }

            text.Append(template[++next] switch
            {
                'n' => '\n',
                't' => '\t',
                'r' => '\r',
                var other => other,
            });
        }

        throw new TemplateException($"template: :{line}: unterminated quoted string");
    }

    private static int WordEnd(string template, int at)
    {
        while (at < template.Length && (char.IsLetterOrDigit(template[at]) || template[at] == '_'))
            at++;
        return at;
    }

    private static bool Starts(string template, int at, string what) => string.CompareOrdinal(template, at, what, 0, what.Length) == 0;

    private static string Quote(char letter) => $"\"{letter}\"";
}
