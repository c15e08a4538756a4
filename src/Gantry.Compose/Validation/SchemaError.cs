using Gantry.Compose.Tree;

namespace Gantry.Compose.Validation;

/// <summary>A value the specification does not allow.</summary>
/// <param name="Path">The keys and indices that lead to it.</param>
/// <param name="Text">What is wrong with it.</param>
/// <param name="At">Where it is written.</param>
/// <param name="Unknown">Whether it has keys nobody knows.</param>
/// <param name="Hint">The key that was meant, or null.</param>
internal sealed record SchemaError(IReadOnlyList<string> Path, string Text, Position At, bool Unknown = false, string? Hint = null)
{
    /// <summary>How deep the error is; the deepest of several tells most.</summary>
    public int Depth => Path.Count + (Unknown ? 1 : 0);

    /// <summary>The first of the deepest of <paramref name="errors"/>.</summary>
    public static SchemaError? Deepest(IEnumerable<SchemaError?> errors) => errors.OfType<SchemaError>().MaxBy(error => error.Depth);
}
