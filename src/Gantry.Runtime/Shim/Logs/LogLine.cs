namespace Gantry.Runtime.Shim.Logs;

/// <summary>A line of one stream, or a part of one that is longer than a log keeps together.</summary>
internal readonly ref struct LogLine
{
    /// <summary>The text, without the end of line.</summary>
    public required ReadOnlySpan<byte> Text { get; init; }

    /// <summary>Whether it comes from standard error.</summary>
    public required bool Error { get; init; }

    /// <summary>Nanoseconds since 1970; all parts of a line have the first one's.</summary>
    public required long Time { get; init; }

    /// <summary>The part's place in its line, from 1 on; 0: the line is whole.</summary>
    public int Part { get; init; }

    /// <summary>Whether it is its line's last part.</summary>
    public bool Last { get; init; }

    /// <summary>What all parts of a line have in common: 64 hexadecimal digits.</summary>
    public ReadOnlySpan<byte> PartId { get; init; }

    /// <summary>Whether an end of line follows.</summary>
    public bool Ends => Part == 0 || Last;
}

/// <summary>How lines are written into a file.</summary>
internal interface ILogFormat
{
    /// <summary>Most bytes a line can take.</summary>
    int SizeOf(in LogLine line);

    void Encode(in LogLine line, LogBuffer buffer);
}
