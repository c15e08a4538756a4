namespace Gantry.Compose.Tree;

/// <summary>Where in a file a value is written.</summary>
/// <param name="File">The file as it was named; empty for a value no file holds.</param>
/// <param name="Line">The line, from one.</param>
/// <param name="Column">The column, from one.</param>
public readonly record struct Position(string File, int Line, int Column)
{
    /// <summary>The place of values that no file holds.</summary>
    public static readonly Position None = new("", 0, 0);

    /// <inheritdoc/>
    public override string ToString() => File.Length == 0 ? "" : $"{File}:{Line}:{Column}";
}
