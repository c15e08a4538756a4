using System.Globalization;
using System.Text;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Rendering;

/// <summary>YAML in indented blocks, byte for byte as the Compose tools write it.</summary>
public sealed class YamlWriter
{
    private readonly StringBuilder _text = new();

    private readonly int _step;

    private YamlWriter(int step) => _step = step;

    /// <summary><paramref name="root"/> as a document that ends with a line end.</summary>
    /// <param name="root">What is written.</param>
    /// <param name="step">The spaces blocks are indented by.</param>
    public static string Write(MapNode root, int step = 2)
    {
        var writer = new YamlWriter(step);
        if (root.Count == 0)
            return "{}\n";
        writer.Map(root, 0, inline: false);
        return writer._text.ToString();
    }

    private void Map(MapNode map, int indent, bool inline)
    {
        foreach (var (key, value) in map.Entries)
        {
            if (!inline)
                _text.Append(' ', indent);
            inline = false;
            Key(key, indent);
            Value(value, indent);
        }
    }

    private void Key(string key, int indent)
    {
        var style = YamlScalarStyle.Of(key);
        var text = style.Kind == YamlScalarKind.Literal ? YamlScalarStyle.DoubleQuoted(key) : Text(key, style.Kind);
        // A long key does not fit before a colon and gets its own line.
        if (Encoding.UTF8.GetByteCount(key) > 128)
            _text.Append("? ").Append(text).Append('\n').Append(' ', indent).Append(':');
        else
            _text.Append(text).Append(':');
    }

    private void Value(Node value, int indent)
    {
        switch (value)
        {
            case MapNode { Count: > 0 } map:
                _text.Append('\n');
                Map(map, indent + _step, inline: false);
                break;
            case ListNode { Items.Count: > 0 } list:
                _text.Append('\n');
                List(list, indent + _step, inline: false);
                break;
            default:
                _text.Append(' ');
                Leaf(value, indent + _step);
                break;
        }
    }

    private void List(ListNode list, int indent, bool inline)
    {
        foreach (var item in list.Items)
        {
            if (!inline)
                _text.Append(' ', indent);
            inline = false;
            _text.Append("- ");
            if (item is MapNode { Count: > 0 } map)
                Map(map, indent + _step, inline: true);
            else if (item is ListNode { Items.Count: > 0 } inner)
                List(inner, indent + _step, inline: true);
            else
                Leaf(item, indent + _step);
        }
    }

    private void Leaf(Node value, int indent)
    {
        if (value is ScalarNode { Text: { } text } && YamlScalarStyle.Of(text).Kind == YamlScalarKind.Literal)
        {
            YamlScalarStyle.WriteLiteral(_text, text, indent);
            return;
        }
        _text.Append(value switch
        {
            MapNode => "{}",
            ListNode => "[]",
            ScalarNode { Text: { } plain } => Text(plain, YamlScalarStyle.Of(plain).Kind),
            ScalarNode { Value: null } => "null",
            ScalarNode { Value: double number } => Numbers.Yaml(number),
            ScalarNode { Value: long number } => number.ToString(CultureInfo.InvariantCulture),
            _ => value.ToString(),
        }).Append('\n');
    }

    private static string Text(string value, YamlScalarKind kind) => kind switch
    {
        YamlScalarKind.Plain => value,
        YamlScalarKind.SingleQuoted => $"'{value.Replace("'", "''", StringComparison.Ordinal)}'",
        _ => YamlScalarStyle.DoubleQuoted(value),
    };
}
