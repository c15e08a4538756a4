using Gantry.Cli.Tables;

namespace Gantry.Cli.Pruning;

/// <summary>What a removal of unused objects came to.</summary>
/// <param name="Text">The list of what went, under its heading; empty where nothing did.</param>
/// <param name="Space">Bytes that are free now.</param>
internal sealed record Pruned(string Text, double Space)
{
    /// <summary>The line that ends the output.</summary>
    public static string Total(double space) => $"Total reclaimed space: {HumanSize.Decimal(space)}\n";
}
