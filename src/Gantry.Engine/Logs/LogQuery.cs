namespace Gantry.Engine.Logs;

/// <summary>Which part of a log is wanted, and how.</summary>
public sealed record LogQuery
{
    /// <summary>Whether standard output is wanted.</summary>
    public bool Stdout { get; init; }

    /// <summary>Whether standard error is wanted.</summary>
    public bool Stderr { get; init; }

    /// <summary>Only lines from this time on, in nanoseconds since 1970.</summary>
    public long? Since { get; init; }

    /// <summary>Only lines up to this time, in nanoseconds since 1970.</summary>
    public long? Until { get; init; }

    /// <summary>Only so many lines from the end; null: all.</summary>
    public int? Tail { get; init; }

    /// <summary>Whether to go on with new lines until the container ends.</summary>
    public bool Follow { get; init; }

    /// <summary>Whether each line is led by its time.</summary>
    public bool Timestamps { get; init; }

    /// <summary>Whether each line is led by its attributes.</summary>
    public bool Details { get; init; }
}
