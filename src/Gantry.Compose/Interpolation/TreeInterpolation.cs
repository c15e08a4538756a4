using System.Globalization;
using Gantry.Compose.Loading;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Interpolation;

/// <summary>Replaces the variables in every string of a tree and gives strings where numbers and booleans belong their type.</summary>
internal sealed class TreeInterpolation(Template template, Action<string> warn)
{
    private static readonly PathTable<string> Casts = new(CastTable.Rows);

    /// <summary>A tree with the variables of <paramref name="node"/> replaced.</summary>
    /// <exception cref="ComposeException">A variable is malformed or missing, or a value has the wrong type.</exception>
    public Node Apply(Node node, TreePath path)
    {
        switch (node)
        {
            case MapNode map:
                foreach (var key in map.Keys)
                    map[key] = Apply(map[key]!, path.Next(key));
                return map;
            case ListNode list:
                for (var i = 0; i < list.Items.Count; i++)
                    list.Items[i] = Apply(list.Items[i], path.Item());
                return list;
            case ScalarNode { Text: { } text }:
                return new ScalarNode(Cast(Substitute(text, path, node.At), path, node.At)) { At = node.At };
            default:
                return node;
        }
    }

    private string Substitute(string text, TreePath path, Position at)
    {
        try
        {
            return template.Substitute(text);
        }
        catch (TemplateException wrong)
        {
            throw new ComposeException($"invalid interpolation format for {path}.\nYou may need to escape any $ with another $.\n{wrong.Template} ({at})");
        }
        catch (MissingVariableException missing)
        {
            throw new ComposeException($"error while interpolating {path}: {missing.Message}");
        }
    }

    private object Cast(string text, TreePath path, Position at)
    {
        var type = Casts.Find(path);
        if (type is null)
            return text;
        var value = type switch
        {
            "boolean" => Boolean(text),
            "float" => double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) ? number : null,
            _ => (object?)(long.TryParse(text, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var integer) ? integer : null),
        };
        return value ?? throw new ComposeException($"error while interpolating {path}: failed to cast to expected type: {Reason(type, text)} ({at})");
    }

    private static string Reason(string type, string text) => type switch
    {
        "boolean" => $"invalid boolean: {text}",
        "float" => $"strconv.ParseFloat: parsing \"{text}\": invalid syntax",
        "int64" => $"strconv.ParseInt: parsing \"{text}\": invalid syntax",
        _ => $"strconv.Atoi: parsing \"{text}\": invalid syntax",
    };

    /// <summary>A boolean, also in the words of YAML 1.1, which are warned of.</summary>
    private object? Boolean(string text)
    {
        var lower = text.ToLowerInvariant();
        if (lower is "true" or "false")
            return lower == "true";
        if (lower is not ("y" or "yes" or "on" or "n" or "no" or "off"))
            return null;
        var value = lower is "y" or "yes" or "on";
        warn($"\"{text}\" for boolean is not supported by YAML 1.2, please use `{(value ? "true" : "false")}`");
        return value;
    }
}
