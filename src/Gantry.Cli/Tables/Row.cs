using Gantry.Cli.Templates;

namespace Gantry.Cli.Tables;

/// <summary>A row of a table: its fields are computed when a template asks for them, and listed by name.</summary>
internal sealed class Row(SortedDictionary<string, Func<object?>> cells, Func<string, string>? label = null) : IFields
{
    /// <summary>What Docker's templates call such a row in their failures; null: nothing of it is said.</summary>
    public string? TypeName { get; init; }

    public IEnumerable<string> Names => cells.Keys;

    public bool TryGet(string name, out object? value)
    {
        if (name == "Label" && label is not null)
        {
            value = label;
            return true;
        }

        var known = cells.TryGetValue(name, out var compute);
        value = known ? compute!() : null;
        return known;
    }
}
