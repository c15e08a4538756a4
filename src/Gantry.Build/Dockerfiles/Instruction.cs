namespace Gantry.Build.Dockerfiles;

/// <summary>Where something stands in a Dockerfile. Lines and columns are counted from 1; the last line belongs to it.</summary>
/// <param name="First">Its first line.</param>
/// <param name="Last">Its last line.</param>
public readonly record struct LineRange(int First, int Last);

/// <summary>One instruction of a Dockerfile, as it is written: variables are not expanded yet.</summary>
/// <remarks>The language: https://docs.docker.com/reference/dockerfile/.</remarks>
public abstract record Instruction
{
    /// <summary>The keyword in capitals.</summary>
    public abstract string Keyword { get; }

    /// <summary>The keyword as it is written.</summary>
    public required string WrittenKeyword { get; init; }

    /// <summary>The whole instruction on one line: continued lines are joined, comments within them left out. Here-documents are not in it.</summary>
    public required string Text { get; init; }

    /// <summary>Its lines, here-documents included.</summary>
    public required LineRange Lines { get; init; }

    /// <summary>The comment block that stands directly above it, without the number signs.</summary>
    public IReadOnlyList<string> Comments { get; init; } = [];

    /// <summary>The same instruction with the words replaced in which variables are expanded before it is carried out.</summary>
    /// <param name="expand">Expands one word: <see cref="ShellWords.Expand"/> with the file's escape character.</param>
    /// <param name="expandContent">Expands the content of a here-document: <see cref="ShellWords.ForContent"/>; null: <paramref name="expand"/> does.</param>
    /// <exception cref="DockerfileException">A word is malformed, or what it became is not allowed there.</exception>
    public Instruction Expand(Func<string, string> expand, Func<string, string>? expandContent = null)
    {
        try
        {
            return ExpandWords(expand, expandContent ?? expand);
        }
        catch (DockerfileException e)
        {
            throw e.At(Lines);
        }
    }

    private protected virtual Instruction ExpandWords(Func<string, string> expand, Func<string, string> expandContent) => this;
}
