using System.Globalization;
using System.Text;

namespace Gantry.Cli.Templates;

/// <summary>Writes values as Go's JSON encoder does.</summary>
internal static class GoJson
{
    /// <param name="value">The value.</param>
    /// <param name="escapeHtml">Whether <c>&lt;</c>, <c>&gt;</c> and <c>&amp;</c> are written as escapes.</param>
    public static string Write(object? value, bool escapeHtml = false)
    {
        var json = new StringBuilder();
        Append(json, value, escapeHtml);
        return json.ToString();
    }

    private static void Append(StringBuilder json, object? value, bool escapeHtml)
    {
        switch (value)
        {
            case null:
                json.Append("null");
                break;
            case string text:
                AppendString(json, text, escapeHtml);
                break;
            case bool flag:
                json.Append(flag ? "true" : "false");
                break;
            case IFields fields:
                // Rows of tables are encoded by Go with its default escapes, whatever the template asks for.
                AppendObject(json, fields, escapeHtml || fields is not Fields);
                break;
            case IReadOnlyList<object?> list:
                json.Append('[');
                for (var at = 0; at < list.Count; at++)
                {
                    if (at > 0)
                        json.Append(',');
                    Append(json, list[at], escapeHtml);
                }

                json.Append(']');
                break;
            default:
                json.Append(Convert.ToString(value, CultureInfo.InvariantCulture));
                break;
        }
    }

    private static void AppendObject(StringBuilder json, IFields fields, bool escapeHtml)
    {
        json.Append('{');
        var first = true;
        foreach (var name in fields.Names)
        {
            if (!first)
                json.Append(',');
            first = false;
            AppendString(json, name, escapeHtml);
            json.Append(':');
            Append(json, fields.TryGet(name, out var value) ? value : null, escapeHtml);
        }

        json.Append('}');
    }

    private static void AppendString(StringBuilder json, string text, bool escapeHtml)
    {
        json.Append('"');
        foreach (var letter in text)
        {
            _ = letter switch
            {
                '"' => json.Append("\\\""),
                '\\' => json.Append("\\\\"),
                '\n' => json.Append("\\n"),
                '\r' => json.Append("\\r"),
                '\t' => json.Append("\\t"),
                '\b' => json.Append("\\b"),
                '\f' => json.Append("\\f"),
                < ' ' or '\u2028' or '\u2029' => json.Append("\\u").Append(((int)letter).ToString("x4", CultureInfo.InvariantCulture)),
                '<' or '>' or '&' when escapeHtml => json.Append("\\u").Append(((int)letter).ToString("x4", CultureInfo.InvariantCulture)),
                _ => json.Append(letter),
            };
        }

        json.Append('"');
    }
}
