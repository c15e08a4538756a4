namespace Gantry.Compose.Documents;

/// <summary>A list of values.</summary>
public sealed class Sequence : Node
{
    /// <param name="items">The values.</param>
    /// <param name="place">Where it stands.</param>
    public Sequence(IEnumerable<Node> items, Place place = default)
        : base(place) => Items = [.. items];

    /// <summary>The values.</summary>
    internal List<Node> Items { get; }

    /// <inheritdoc/>
    public override Node Clone() => new Sequence(Items.Select(item => item.Clone()), Place);
}
