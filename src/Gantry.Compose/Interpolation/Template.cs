using System.Text.RegularExpressions;
using Gantry.Compose.Loading;

namespace Gantry.Compose.Interpolation;

/// <summary>Replaces variables in text: $V, ${V} and the forms with a default, a replacement or an error, which may be nested; $$ is a dollar.</summary>
/// <param name="lookup">The value of a variable, or null when it is not set.</param>
/// <param name="warn">Told of variables that are not set and have no default.</param>
internal sealed partial class Template(Func<string, string?> lookup, Action<string> warn)
{
    /// <summary><paramref name="text"/> with its variables replaced.</summary>
    /// <exception cref="TemplateException">A variable is malformed.</exception>
    /// <exception cref="ComposeException">A required variable is missing.</exception>
    public string Substitute(string text)
    {
        if (!text.Contains('$', StringComparison.Ordinal))
            return text;
        try
        {
            return Variable().Replace(text, match => Replacement(match.Value));
        }
        catch (TemplateException wrong) when (wrong.Template.Length == 0)
        {
            throw new TemplateException(text);
        }
    }

    private string Replacement(string match)
    {
        // The braces of the last variable in a line may end the match, so the first one is cut off here.
        var end = ClosingBrace(match);
        var (first, rest) = end < 0 ? (match, "") : (match[..(end + 1)], match[(end + 1)..]);
        var groups = Variable().Match(first).Groups;
        if (groups["escaped"].Success)
            return "$";
        if (groups["named"].Success)
            return Plain(groups["named"].Value);
        var body = groups["braced"].Success ? groups["braced"].Value : "";
        if (body.Length == 0)
            throw new TemplateException("");
        var expression = VariableExpression.Parse(body);
        return expression.Operator.Length == 0 ? Plain(expression.Name) : Evaluate(expression) + Substitute(rest);
    }

    private string Plain(string name)
    {
        if (lookup(name) is { } value)
            return value;
        warn($"The \"{name}\" variable is not set. Defaulting to a blank string.");
        return "";
    }

    private string Evaluate(VariableExpression expression)
    {
        var operand = Substitute(expression.Operand);
        var value = lookup(expression.Name);
        var present = value is not null && (!expression.EmptyCounts || value.Length > 0);
        return expression.Operator[^1] switch
        {
            '-' => present ? value! : operand,
            '+' => present ? operand : value ?? "",
            _ => present ? value! : throw new MissingVariableException(expression.Name, operand),
        };
    }

    internal static int ClosingBrace(string text)
    {
        var depth = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] == '}' && --depth == 0)
                return i;
            if (text[i] == '{')
            {
                depth++;
                i++;
            }
        }
        return -1;
    }

    [GeneratedRegex(@"\$(?:(?<escaped>\$)|(?<named>[_a-zA-Z][_a-zA-Z0-9]*)|\{(?:(?<braced>[_a-zA-Z][_a-zA-Z0-9]*(?::?[-+?].*)?)\}|))", RegexOptions.CultureInvariant)]
    internal static partial Regex Variable();
}
