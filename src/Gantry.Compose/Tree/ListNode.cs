namespace Gantry.Compose.Tree;

/// <summary>A list of values.</summary>
public sealed class ListNode : Node
{
    /// <summary>An empty list.</summary>
    public ListNode()
    {
    }

    /// <summary>A list of <paramref name="items"/>.</summary>
    public ListNode(IEnumerable<Node> items) => Items.AddRange(items);

    /// <summary>The values.</summary>
    public List<Node> Items { get; } = [];

    /// <inheritdoc/>
    public override Node Clone() => new ListNode(Items.Select(item => item.Clone())) { At = At };
}
