using System.Text.RegularExpressions;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Interpolation;

/// <summary>Finds the variables of a file that was loaded without replacing them.</summary>
public static class VariableUses
{
    /// <summary>The variables below <paramref name="node"/>, sorted by name; a later use of a variable counts.</summary>
    public static IReadOnlyList<VariableUse> Of(Node node)
    {
        var uses = new SortedDictionary<string, VariableUse>(StringComparer.Ordinal);
        Collect(node, uses);
        return [.. uses.Values];
    }

    private static void Collect(Node node, SortedDictionary<string, VariableUse> uses)
    {
        switch (node)
        {
            case MapNode map:
                foreach (var (_, value) in map.Entries)
                    Collect(value, uses);
                break;
            case ListNode list:
                foreach (var item in list.Items)
                    Collect(item, uses);
                break;
            case ScalarNode { Text: { } text }:
                Collect(text, uses);
                break;
        }
    }

    private static void Collect(string text, SortedDictionary<string, VariableUse> uses)
    {
        foreach (Match match in Template.Variable().Matches(text))
        {
            if (match.Groups["named"].Success)
                uses[match.Groups["named"].Value] = new(match.Groups["named"].Value, "", "", false);
            if (!match.Groups["braced"].Success)
                continue;
            var end = Template.ClosingBrace(match.Value);
            var expression = VariableExpression.Parse(end < 0 ? match.Groups["braced"].Value : match.Value[2..end]);
            uses[expression.Name] = Use(expression);
            if (!expression.Operator.EndsWith('?'))
                Collect(expression.Operand, uses);
            if (end >= 0)
                Collect(match.Value[(end + 1)..], uses);
        }
    }

    private static VariableUse Use(VariableExpression expression) => new(
        expression.Name,
        expression.Operator.EndsWith('-') ? expression.Operand : "",
        expression.Operator.EndsWith('+') ? expression.Operand : "",
        expression.Operator.EndsWith('?'));
}
