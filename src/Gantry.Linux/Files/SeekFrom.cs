namespace Gantry.Linux.Files;

/// <summary>From where lseek(2) counts or searches.</summary>
public enum SeekFrom
{
    /// <summary>The beginning.</summary>
    Start = 0,

    /// <summary>The end.</summary>
    End = 2,

    /// <summary>The next stored bytes at or after the offset.</summary>
    Data = 3,

    /// <summary>The next hole at or after the offset; the end counts as one.</summary>
    Hole = 4,
}
