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
        Write(text, value, -1);
        return text.ToString();
    }

    /// <summary><paramref name="value"/> over several lines, indented by two spaces, without a final line end.</summary>
    public static string Indented(Node value)
    {
        var text = new StringBuilder();
        Write(text, value, 0);
        return text.ToString();
    }

    private static void Write(StringBuilder text, Node node, int depth)
    {
        switch (node)
        {
            case MapNode map:
                Block(text, '{', '}', depth, [.. map.Entries], entry =>
                {
                    Quote(text, entry.Key);
                    text.Append(depth < 0 ? ":" : ": ");
                    Write(text, entry.Value, Deeper(depth));
                });
                break;
            case ListNode list:
                Block(text, '[', ']', depth, list.Items, item => Write(text, item, Deeper(depth)));
                break;
            case ScalarNode scalar:
                WriteScalar(text, scalar);
                break;
        }
    }

    private static int Deeper(int depth) => depth < 0 ? depth : depth + 1;

    private static void Block<T>(StringBuilder text, char open, char close, int depth, IReadOnlyList<T> items, Action<T> write)
    {
        text.Append(open);
        for (var i = 0; i < items.Count; i++)
        {
            if (i > 0)
                text.Append(',');
            NewLine(text, Deeper(depth));
            write(items[i]);
        }
        if (items.Count > 0)
            NewLine(text, depth);
        text.Append(close);
    }

    private static void NewLine(StringBuilder text, int depth)
    {
        if (depth >= 0)
            text.Append('\n').Append(' ', depth * 2);
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
