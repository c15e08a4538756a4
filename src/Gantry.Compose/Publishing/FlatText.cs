using Gantry.Compose.Loading;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Publishing;

/// <summary>Takes apart what a file says into keys and values.</summary>
internal static class FlatText
{
    private static readonly string[] Settings = [".ini", ".cnf", ".conf", ".cf", ".cfg", ".env", ".properties"];

    /// <summary>The values of a tree by the keys that lead to them: <c>services.web.command[0]</c>.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(Node root)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        Add(root, "", pairs);
        return pairs;
    }

    /// <summary>The keys and values of a text; null: it is nothing of the kind.</summary>
    /// <param name="text">JSON, YAML, or lines of a key and a value.</param>
    /// <param name="extension">The ending of its file's name.</param>
    public static IReadOnlyList<KeyValuePair<string, string>>? Read(string text, string extension) =>
        Settings.Contains(extension.ToLowerInvariant()) ? Lines(text) : Tree(text) is { } tree ? Of(tree) : Lines(text);

    private static void Add(Node node, string key, List<KeyValuePair<string, string>> pairs)
    {
        switch (node)
        {
            case MapNode map:
                foreach (var (name, value) in map.Entries)
                    Add(value, key.Length == 0 ? name : $"{key}.{name}", pairs);
                break;
            case ListNode list:
                for (var i = 0; i < list.Items.Count; i++)
                    Add(list.Items[i], $"{key}[{i}]", pairs);
                break;
            default:
                pairs.Add(KeyValuePair.Create(key, node.ToString()!));
                break;
        }
    }

    private static MapNode? Tree(string text)
    {
        try
        {
            return YamlReader.Read("", text) is [{ Root: MapNode map }, ..] ? map : null;
        }
        catch (ComposeException)
        {
            return null;
        }
    }

    /// <summary>Lines of <c>key = value</c> or <c>key: value</c>, comments and <c>[sections]</c>; a line that is none of these makes it another kind of text.</summary>
    private static List<KeyValuePair<string, string>>? Lines(string text)
    {
        var pairs = new List<KeyValuePair<string, string>>();
        var section = "";
        foreach (var line in text.Split('\n').Select(line => line.Trim()))
        {
            if (line.Length == 0 || line[0] is '#' or ';')
                continue;
            if (line[0] == '[' && line[^1] == ']')
            {
                section = line[1..^1] + ".";
                continue;
            }

            if (line.AsSpan().IndexOfAny('=', ':') is var at && at <= 0)
                return null;
            pairs.Add(KeyValuePair.Create(section + line[..at].Trim(), line[(at + 1)..].Trim().Trim('"', '\'', '`')));
        }

        // A lone text in base 64 ends with the sign that separates keys from values.
        return pairs.Count > 1 || text.IndexOfAny(['=', ':']) < text.Length - 2 ? pairs : null;
    }
}
