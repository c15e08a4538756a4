using Gantry.Compose.Tree;

namespace Gantry.Compose.Rendering;

/// <summary>Sorts the keys of free values.</summary>
public static class CanonicalOrder
{
    /// <summary>A copy of <paramref name="value"/> with every mapping in the order <paramref name="form"/> wants.</summary>
    public static Node Of(Node value, RenderForm form)
    {
        switch (value)
        {
            case MapNode map:
                var sorted = new MapNode { At = map.At };
                foreach (var (key, item) in map.Entries.OrderBy(entry => entry.Key, Comparer(form)))
                    sorted[key] = Of(item, form);
                return sorted;
            case ListNode { Items.Count: 0 } when form == RenderForm.Json:
                // Free values know no empty lists in JSON.
                return new ScalarNode(null) { At = value.At };
            case ListNode list:
                return new ListNode(list.Items.Select(item => Of(item, form))) { At = list.At };
            default:
                return value;
        }
    }

    /// <summary>The order of keys <paramref name="form"/> wants.</summary>
    public static IComparer<string> Comparer(RenderForm form) => form == RenderForm.Yaml ? YamlKeyOrder.Instance : StringComparer.Ordinal;
}
