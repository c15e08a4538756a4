using System.Globalization;

namespace Gantry.Cli.Templates;

/// <summary>Builds a template's pieces from its words.</summary>
internal sealed class Parser(string template, IReadOnlyList<Token> tokens)
{
    private int at;

    public static IReadOnlyList<Node> Parse(string template)
    {
        var parser = new Parser(template, Lexer.Read(template));
        var nodes = parser.Block(out var end);
        return end is null ? nodes : throw new TemplateException($"template: :1: unexpected {{{{{end}}}}}");
    }

    /// <summary>Reads up to <c>end</c> or <c>else</c>, which it consumes up to behind the word.</summary>
    private List<Node> Block(out string? end)
    {
        var nodes = new List<Node>();
        while (at < tokens.Count)
        {
            var token = tokens[at++];
            if (token.Kind == TokenKind.Text)
            {
                nodes.Add(new TextNode(token.Text));
                continue;
            }

            if (Peek.Kind == TokenKind.ActionEnd)
            {
                at++;
                continue;
            }

            switch (Peek)
            {
                case { Kind: TokenKind.Word, Text: "end" or "else" } word:
                    at++;
                    end = word.Text;
                    if (word.Text == "end")
                        Expect(TokenKind.ActionEnd);
                    return nodes;
                case { Kind: TokenKind.Word, Text: "if" or "with" or "range" } word:
                    at++;
                    nodes.Add(Control(word.Text));
                    break;
                default:
                    nodes.Add(new PrintNode(Pipeline()));
                    Expect(TokenKind.ActionEnd);
                    break;
            }
        }

        end = null;
        return nodes;
    }

    private Node Control(string word)
    {
        var pipeline = Pipeline();
        Expect(TokenKind.ActionEnd);
        var body = Block(out var end);
        IReadOnlyList<Node> otherwise = [];
        if (end == "else")
        {
            if (Peek is { Kind: TokenKind.Word, Text: "if" or "with" } chained)
            {
                at++;
                otherwise = [Control(chained.Text)];
                end = "end";
            }
            else
            {
                Expect(TokenKind.ActionEnd);
                otherwise = Block(out end);
            }
        }

        if (end != "end")
            throw new TemplateException("template: :1: unexpected EOF");
        return word == "range" ? new RangeNode(pipeline, body, otherwise) : new ConditionNode(pipeline, word == "with", body, otherwise);
    }

    private Pipeline Pipeline()
    {
        var variables = new List<string>();
        var declares = false;
        var start = at;
        while (Peek.Kind == TokenKind.Variable && at + 1 < tokens.Count && tokens[at + 1] is { Kind: TokenKind.Symbol, Text: "," or ":=" or "=" } after)
        {
            variables.Add(Peek.Text);
            at += 2;
            if (after.Text == ",")
                continue;
            declares = after.Text == ":=";
            start = at;
            break;
        }

        if (at != start)
            throw new TemplateException("template: :1: unexpected \",\" in operand");
        var commands = new List<Command>();
        while (true)
        {
            commands.Add(Command());
            if (Peek is not { Kind: TokenKind.Symbol, Text: "|" })
                return new Pipeline(variables, declares, commands);
            at++;
        }
    }

    private Command Command()
    {
        var start = Peek.Position;
        var operands = new List<Operand>();
        while (Peek.Kind != TokenKind.ActionEnd && Peek is not { Kind: TokenKind.Symbol, Text: "|" or ")" })
            operands.Add(Operand());
        return operands.Count > 0
            ? new Command(operands, template[start..Peek.Position].TrimEnd(' ', '-'), start)
            : throw new TemplateException("template: :1: missing value for command");
    }

    private Operand Operand()
    {
        var token = tokens[at++];
        Operand head;
        switch (token.Kind)
        {
            case TokenKind.String:
                return new Literal(token.Text);
            case TokenKind.Number:
                return new Literal(Number(token.Text));
            case TokenKind.Word when token.Text is "true" or "false":
                return new Literal(token.Text == "true");
            case TokenKind.Word when token.Text == "nil":
                return new Literal(null);
            case TokenKind.Word:
                return Functions.IsKnown(token.Text)
                    ? new Function(token.Text, token.Position)
                    : throw new TemplateException($"template: :1: function \"{token.Text}\" not defined");
            case TokenKind.Field:
                at--;
                return Fields(null, token.Position);
            case TokenKind.Variable:
                head = new Variable(token.Text);
                break;
            case TokenKind.Symbol when token.Text == "(":
                head = new Nested(Pipeline());
                if (Peek is not { Kind: TokenKind.Symbol, Text: ")" })
                    throw new TemplateException("template: :1: unclosed left paren");
                at++;
                break;
            default:
                throw new TemplateException($"template: :1: unexpected \"{token.Text}\" in operand");
        }

        return Peek is { Kind: TokenKind.Field, AfterSpace: false } ? Fields(head, token.Position) : head;
    }

    private Path Fields(Operand? head, int position)
    {
        var names = new List<string>();
        var source = "";
        do
        {
            var token = tokens[at++];
            source += token.Text;
            position = token.Position;
            if (token.Text.Length > 1)
                names.Add(token.Text[1..]);
        }
        while (Peek is { Kind: TokenKind.Field, AfterSpace: false });
        return new Path(head, names, source, position);
    }

    private Token Peek => at < tokens.Count ? tokens[at] : throw new TemplateException("template: :1: unexpected EOF");

    private void Expect(TokenKind kind)
    {
        if (Peek.Kind != kind)
            throw new TemplateException($"template: :1: unexpected \"{Peek.Text}\" in operand");
        at++;
    }

    private static object Number(string text) =>
        long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var whole) ? (object)whole
        : double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number
        : throw new TemplateException($"template: :1: bad number syntax: \"{text}\"");
}
