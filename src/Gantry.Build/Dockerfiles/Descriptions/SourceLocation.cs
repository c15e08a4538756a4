using System.Text.Json.Serialization;

namespace Gantry.Build.Dockerfiles.Descriptions;

/// <summary>A place in a Dockerfile as BuildKit's answers write it: every line is a range of its own.</summary>
/// <param name="Ranges">The lines; null where the place is not known.</param>
public sealed record SourceLocation(IReadOnlyList<SourceRange>? Ranges)
{
    /// <summary>The lines from the first to the last; zero where the place is not known.</summary>
    [JsonIgnore]
    public LineRange Lines => Ranges is null ? default : new LineRange(Ranges[0].Start.Line, Ranges[^1].End.Line);

    /// <summary>The place some lines are.</summary>
    public static SourceLocation Of(LineRange lines) =>
        new([.. Enumerable.Range(lines.First, Math.Max(lines.Last - lines.First, 0) + 1).Select(l => new SourceRange(new SourcePosition(l), new SourcePosition(l)))]);
}

/// <summary>From one position to another.</summary>
/// <param name="Start">Its first.</param>
/// <param name="End">Its last.</param>
public sealed record SourceRange(SourcePosition Start, SourcePosition End);

/// <summary>A line.</summary>
/// <param name="Line">Its number, from 1.</param>
public sealed record SourcePosition(int Line);
