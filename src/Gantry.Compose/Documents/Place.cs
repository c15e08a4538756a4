namespace Gantry.Compose.Documents;

/// <summary>Where something stands in a file, to tell people.</summary>
/// <param name="File">The file's path; <c>-</c> is standard input.</param>
/// <param name="Line">The line, from 1; 0 where it stands in no file.</param>
/// <param name="Column">The column, from 1.</param>
public readonly record struct Place(string File, int Line, int Column)
{
    /// <summary>File, line and column, or nothing where it stands in no file.</summary>
    public override string ToString() => Line == 0 ? File ?? "" : $"{File}:{Line}:{Column}";
}
