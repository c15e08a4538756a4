using Gantry.Compose.Tree;
using YamlDotNet.Core;
using YamlDotNet.Core.Events;

namespace Gantry.Compose.Loading;

/// <summary>Reads YAML into trees that know where everything is written.</summary>
internal sealed class YamlReader
{
    private readonly string _file;
    private readonly Parser _parser;
    private readonly Dictionary<string, Node> _anchors = [];
    private readonly HashSet<Node> _open = [];
    private readonly TagNotes _tags = new();

    private YamlReader(string file, string text)
    {
        _file = file;
        _parser = new Parser(new StringReader(text));
    }

    /// <summary>The documents of <paramref name="text"/>, which is the content of <paramref name="file"/>.</summary>
    /// <exception cref="ComposeException">It is no YAML.</exception>
    public static IReadOnlyList<YamlDocument> Read(string file, string text)
    {
        try
        {
            return new YamlReader(file, text).Documents();
        }
        catch (YamlException wrong)
        {
            throw Failure(file, wrong.Start, Words(wrong.Message));
        }
    }

    private List<YamlDocument> Documents()
    {
        var documents = new List<YamlDocument>();
        _parser.Consume<StreamStart>();
        while (!_parser.Accept<StreamEnd>(out _))
        {
            _parser.Consume<DocumentStart>();
            _anchors.Clear();
            var root = ReadNode();
            _parser.Consume<DocumentEnd>();
            documents.Add(new AliasExpansion(_file, _tags).Expand(root));
        }
        return documents;
    }

    private Node ReadNode()
    {
        if (_parser.TryConsume<AnchorAlias>(out var alias))
            return Named(alias);
        if (_parser.TryConsume<Scalar>(out var scalar))
            return Noted(scalar, new ScalarNode(ScalarRules.Value(scalar)) { At = At(scalar.Start) });
        if (_parser.TryConsume<SequenceStart>(out var sequence))
            return ReadList(sequence);
        return ReadMap(_parser.Consume<MappingStart>());
    }

    private Node Named(AnchorAlias alias)
    {
        if (!_anchors.TryGetValue(alias.Value.Value, out var node))
            throw Failure(_file, alias.Start, $"unknown anchor '{alias.Value}' referenced");
        return _open.Contains(node) ? throw Failure(_file, alias.Start, $"anchor '{alias.Value}' value contains itself") : node;
    }

    private ListNode ReadList(SequenceStart start)
    {
        var list = (ListNode)Noted(start, new ListNode { At = At(start.Start) });
        _open.Add(list);
        while (!_parser.TryConsume<SequenceEnd>(out _))
            list.Items.Add(ReadNode());
        _open.Remove(list);
        return list;
    }

    private MapNode ReadMap(MappingStart start)
    {
        var map = (MapNode)Noted(start, new MapNode { At = At(start.Start) });
        _open.Add(map);
        while (!_parser.TryConsume<MappingEnd>(out _))
        {
            var at = _parser.Current!.Start;
            var key = ReadNode() as ScalarNode ?? throw Failure(_file, at, "a mapping key must be a string");
            var name = key.ToString();
            if (map.Has(name))
                throw new ComposeException($"failed to parse {_file}: line {at.Line}: mapping key \"{name}\" already defined at line {map.KeyAt(name).Line} ({At(at)})");
            map.NoteKey(name, At(at));
            map[name] = ReadNode();
            if (key.Text is null)
                _tags.NoteOddKey(map, name, key);
        }
        _open.Remove(map);
        return map;
    }

    private Node Noted(NodeEvent start, Node node)
    {
        if (!start.Anchor.IsEmpty)
            _anchors[start.Anchor.Value] = node;
        if (!start.Tag.IsEmpty)
            _tags.Note(node, start.Tag.Value);
        return node;
    }

    /// <summary>What is wrong, without what the parser was doing: libyaml's words, which people search for.</summary>
    private static string Words(string message)
    {
        var words = message.TrimEnd('.');
        return words.StartsWith("While ", StringComparison.Ordinal) && words.IndexOf(", ", StringComparison.Ordinal) is > 0 and var comma ? words[(comma + 2)..] : words;
    }

    private Position At(Mark mark) => new(_file, (int)mark.Line, (int)mark.Column);

    private static ComposeException Failure(string file, Mark at, string text) => new($"failed to parse {file}: yaml: line {at.Line}: {text} ({file}:{at.Line}:{at.Column})");
}
