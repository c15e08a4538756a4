using System.Globalization;

namespace Gantry.Compose.Tree;

/// <summary>A scalar: a string, a <see cref="bool"/>, a <see cref="long"/>, a <see cref="ulong"/> beyond it, a <see cref="double"/> or null.</summary>
public sealed class ScalarNode(object? value) : Node
{
    /// <summary>The value in one of the types a scalar may have.</summary>
    public object? Value { get; } = value;

    /// <inheritdoc/>
    public override bool IsNull => Value is null;

    /// <summary>The value when it is a string, otherwise null.</summary>
    public string? Text => Value as string;

    /// <inheritdoc/>
    public override Node Clone() => new ScalarNode(Value) { At = At };

    /// <summary>The value as text: true and false for booleans, the shortest digits for numbers and nothing for null.</summary>
    public override string ToString() => Value switch
    {
        string text => text,
        bool flag => flag ? "true" : "false",
        double number => Numbers.Text(number),
        IFormattable other => other.ToString(null, CultureInfo.InvariantCulture),
        _ => "",
    };
}
