using Gantry.Compose.Tree;

namespace Gantry.Compose.Validation;

/// <summary>A value that is exactly one of several things.</summary>
internal sealed class OneOfRule(SchemaRule[] rules) : SchemaRule
{
    public override SchemaError? Check(Node node, IReadOnlyList<string> path)
    {
        var errors = rules.Select(rule => rule.Check(node, path)).ToList();
        var matches = Enumerable.Range(0, errors.Count).Where(i => errors[i] is null).ToList();
        return matches.Count switch
        {
            1 => null,
            0 => SchemaError.Deepest(errors),
            _ => new SchemaError(path, $"'oneOf' failed, subschemas {string.Join(", ", matches)} matched", node.At),
        };
    }
}
