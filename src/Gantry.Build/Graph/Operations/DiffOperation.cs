namespace Gantry.Build.Graph.Operations;

/// <summary>What one file system has over another.</summary>
/// <param name="Lower">The older; <see cref="Operation.NoInput"/>: an empty one.</param>
/// <param name="Upper">The newer; <see cref="Operation.NoInput"/>: an empty one.</param>
public sealed record DiffOperation(int Lower, int Upper) : Operation
{
    /// <inheritdoc/>
    public override string DefaultName => "diff";
}
