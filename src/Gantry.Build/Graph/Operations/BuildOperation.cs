namespace Gantry.Build.Graph.Operations;

/// <summary>Solves a graph that another step wrote.</summary>
/// <param name="Builder">The input with the builder; <see cref="LlbBuilder"/>: the solver itself.</param>
/// <param name="Inputs">The inputs by name; <see cref="DefinitionInput"/> has the graph in a file.</param>
/// <param name="Definition">The graph; null: it is in a file.</param>
/// <param name="Attributes">Details, for example the file's name.</param>
public sealed record BuildOperation(int Builder, IReadOnlyDictionary<string, int> Inputs, BuildDefinition? Definition, IReadOnlyDictionary<string, string> Attributes) : Operation
{
    /// <summary>The number that stands for the solver itself.</summary>
    public const int LlbBuilder = -1;

    /// <summary>The name of the input with the graph.</summary>
    public const string DefinitionInput = "buildkit.llb.definition";

    /// <inheritdoc/>
    public override string DefaultName => "build";
}
