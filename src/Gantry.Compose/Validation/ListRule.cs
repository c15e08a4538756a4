using System.Globalization;
using Gantry.Compose.Rendering;
using Gantry.Compose.Tree;

namespace Gantry.Compose.Validation;

/// <summary>A list.</summary>
internal sealed class ListRule(SchemaRule items) : SchemaRule
{
    private bool _unique;

    /// <summary>Forbids equal items.</summary>
    public ListRule Unique()
    {
        _unique = true;
        return this;
    }

    public override SchemaError? Check(Node node, IReadOnlyList<string> path)
    {
        if (node is not ListNode list)
            return CheckType(node, ["array"], path);
        var errors = list.Items.Select((item, i) => items.Check(item, [.. path, i.ToString(CultureInfo.InvariantCulture)]));
        return SchemaError.Deepest([_unique ? Repetition(list, path) : null, .. errors]);
    }

    private static SchemaError? Repetition(ListNode list, IReadOnlyList<string> path)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        for (var i = 0; i < list.Items.Count; i++)
            if (!seen.TryAdd(GoJson.Compact(list.Items[i]), i))
                return new SchemaError(path, $"items at {seen[GoJson.Compact(list.Items[i])]} and {i} are equal", list.Items[i].At);
        return null;
    }
}
