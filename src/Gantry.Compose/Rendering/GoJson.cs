using System.Globalization;
using System.Text;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Rendering;

/// <summary>JSON byte for byte as Go's encoder writes it, which escapes the characters HTML gives a meaning.</summary>
public static class GoJson
{
    /// <summary><paramref name="value"/> without white space.</summary>
    public static string Compact(Node value)
    {
        var text = new StringBuilder();
        Write(text, value, -1, 0);
        return text.ToString();
    }

    /// <summary><paramref name="value"/> over several lines, without a final line end.</summary>
    /// <param name="value">What is written.</param>
    /// <param name="step">The spaces lines are indented by.</param>
    public static string Indented(Node value, int step = 2)
    {
        var text = new StringBuilder();
        Write(text, value, 0, step);
        return text.ToString();
    }

    private static void Write(StringBuilder text, Node node, int depth, int step)
    {
        switch (node)
        {
            case MapNode map:
                Block(text, "{}", depth, step, [.. map.Entries], entry =>
                {
                    Quote(text, entry.Key);
                    text.Append(depth < 0 ? ":" : ": ");
                    Write(text, entry.Value, Deeper(depth), step);
                });
                break;
            case ListNode list:
                Block(text, "[]", depth, step, list.Items, item => Write(text, item, Deeper(depth), step));
                break;
            case ScalarNode scalar:
                WriteScalar(text, scalar);
                break;
        }
    }

    private static int Deeper(int depth) => depth < 0 ? depth : depth + 1;

    private static void Block<T>(StringBuilder text, string brackets, int depth, int step, IReadOnlyList<T> items, Action<T> write)
    {
        text.Append(brackets[0]);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
                text.Append(',');
            NewLine(text, Deeper(depth), step);
            write(items[i]);
        }
        if (items.Count > 0)
            NewLine(text, depth, step);
        text.Append(brackets[1]);
    }

    private static void NewLine(StringBuilder text, int depth, int step)
    {
        if (depth >= 0)
            text.Append('\n').Append(' ', depth * step);
    }

    private static void WriteScalar(StringBuilder text, ScalarNode scalar)
    {
        switch (scalar.Value)
        {
            case null:
                text.Append("null");
                break;
            case string value:
                Quote(text, value);
                break;
            case double number:
                text.Append(Numbers.Json(number));
                break;
            default:
                text.Append(scalar);
                break;
        }
    }

    private static void Quote(StringBuilder text, string value)
    {
        text.Append('"');
        foreach (var c in value)
        {
            var escape = c switch
            {
                '"' => "\\\"",
                '\\' => "\\\\",
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                '\b' => "\\b",
                '\f' => "\\f",
                '<' or '>' or '&' or '\u2028' or '\u2029' or < ' ' => "\\u" + ((int)c).ToString("x4", CultureInfo.InvariantCulture),
                _ => null,
            };
            _ = escape is null ? text.Append(c) : text.Append(escape);
        }
        text.Append('"');
    }
}
