using Gantry.Compose.Tree;

namespace Gantry.Compose.Validation;

/// <summary>What a value may be.</summary>
internal abstract class SchemaRule
{
    /// <summary>Anything.</summary>
    public static SchemaRule Any { get; } = new AnyRule();

    /// <summary>A string.</summary>
    public static SchemaRule Text { get; } = new ScalarRule("string");

    /// <summary>A boolean, or a string that is one.</summary>
    public static SchemaRule Flag { get; } = new ScalarRule("boolean", "string");

    /// <summary>A scalar of one of the types of JSON Schema.</summary>
    public static ScalarRule Scalar(params string[] types) => new(types);

    /// <summary>A mapping, or another of the types of JSON Schema.</summary>
    public static MapRule Map(params string[] types) => new(types.Length == 0 ? ["object"] : types);

    /// <summary>A list of values.</summary>
    public static ListRule List(SchemaRule items) => new(items);

    /// <summary>Exactly one of several.</summary>
    public static SchemaRule OneOf(params SchemaRule[] rules) => new OneOfRule(rules);

    /// <summary>A rule that is written elsewhere, and looked up only when it is needed.</summary>
    public static SchemaRule Ref(Func<SchemaRule?> rule) => new ReferenceRule(rule);

    /// <summary>What is wrong with <paramref name="node"/>, or null.</summary>
    public abstract SchemaError? Check(Node node, IReadOnlyList<string> path);

    /// <summary>Whether <paramref name="node"/> has one of <paramref name="types"/>; else the error that says so.</summary>
    protected static SchemaError? CheckType(Node node, string[] types, IReadOnlyList<string> path) =>
        types.Any(type => Has(node, type)) ? null : new SchemaError(path, $"must be a {Readable(types)}", node.At);

    private static bool Has(Node node, string type) => (type, node) switch
    {
        ("object", MapNode) or ("array", ListNode) => true,
        ("null", ScalarNode { Value: null }) or ("string", ScalarNode { Value: string }) or ("boolean", ScalarNode { Value: bool }) => true,
        ("number", ScalarNode { Value: long or double }) or ("integer", ScalarNode { Value: long }) => true,
        ("integer", ScalarNode { Value: double number }) => Math.Floor(number) == number,
        _ => false,
    };

    private static string Readable(string[] types)
    {
        var names = types.Select(type => type == "object" ? "mapping" : type).Order(StringComparer.Ordinal).ToList();
        return names.Count == 1 ? names[0] : $"{string.Join(", ", names[..^1])} or {names[^1]}";
    }

    private sealed class AnyRule : SchemaRule
    {
        public override SchemaError? Check(Node node, IReadOnlyList<string> path) => null;
    }

    private sealed class ReferenceRule(Func<SchemaRule?> rule) : SchemaRule
    {
        public override SchemaError? Check(Node node, IReadOnlyList<string> path) => rule()!.Check(node, path);
    }
}
