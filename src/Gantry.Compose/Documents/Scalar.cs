using System.Globalization;

namespace Gantry.Compose.Documents;

/// <summary>A single value.</summary>
public sealed class Scalar : Node
{
    /// <param name="value">The value: a <c>string</c>, <c>bool</c>, <c>long</c>, <c>double</c>, <c>float</c> or null.</param>
    /// <param name="place">Where it stands.</param>
    public Scalar(object? value, Place place = default)
        : base(place) => Value = value;

    /// <summary>The value: a <c>string</c>, <c>bool</c>, <c>long</c>, <c>double</c>, <c>float</c> or null.</summary>
    public object? Value { get; }

    /// <inheritdoc/>
    public override Node Clone() => this;

    /// <summary>The value as text, as Go prints it.</summary>
    public override string ToString() => Value switch
    {
        null => "<nil>",
        bool flag => flag ? "true" : "false",
        long number => number.ToString(CultureInfo.InvariantCulture),
        double number => GoFloat.Write(number),
        float number => GoFloat.Write(number),
        _ => (string)Value,
    };
}
