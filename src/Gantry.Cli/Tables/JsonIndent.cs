using System.Text;

namespace Gantry.Cli.Tables;

/// <summary>Lays a JSON text out in lines, without touching how its strings and numbers are written.</summary>
internal static class JsonIndent
{
    private const int Step = 4;

    public static string Indent(string json)
    {
        var text = new StringBuilder(json.Length * 2);
        var depth = 0;
        for (var at = 0; at < json.Length; at++)
        {
            var letter = json[at];
            switch (letter)
            {
                case '"':
                    var end = StringEnd(json, at);
                    text.Append(json, at, end - at);
                    at = end - 1;
                    break;
                case '{' or '[':
                    text.Append(letter);
                    var next = SkipSpace(json, at + 1);
                    if (next < json.Length && json[next] is '}' or ']')
                    {
                        text.Append(json[next]);
                        at = next;
                    }
                    else
                    {
                        NewLine(text, ++depth);
                    }

                    break;
                case '}' or ']':
                    NewLine(text, --depth);
                    text.Append(letter);
                    break;
                case ',':
                    text.Append(letter);
                    NewLine(text, depth);
                    break;
                case ':':
                    text.Append(": ");
                    break;
                case ' ' or '\t' or '\r' or '\n':
                    break;
                default:
                    text.Append(letter);
                    break;
            }
        }

        return text.ToString();
    }

    private static void NewLine(StringBuilder text, int depth) => text.Append('\n').Append(' ', depth * Step);

    private static int SkipSpace(string json, int at)
    {
        while (at < json.Length && char.IsWhiteSpace(json[at]))
            at++;
        return at;
    }

    private static int StringEnd(string json, int at)
    {
        for (at++; at < json.Length && json[at] != '"'; at++)
        {
            if (json[at] == '\\')
                at++;
        }

        return Math.Min(at + 1, json.Length);
    }
}
