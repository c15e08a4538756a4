namespace Gantry.Build.Graph.Operations;

/// <summary>Lays file systems over each other.</summary>
/// <param name="Inputs">From the lowest to the highest.</param>
public sealed record MergeOperation(IReadOnlyList<int> Inputs) : Operation
{
    /// <inheritdoc/>
    public override string DefaultName => "merge";
}
