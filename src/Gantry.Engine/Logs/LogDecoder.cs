namespace Gantry.Engine.Logs;

/// <summary>Reads one kind of log file, entry by entry. What an entry holds is valid until the next is read.</summary>
internal abstract class LogDecoder
{
    /// <summary>Bytes of a time with nine digits of a second: <c>2026-01-02T03:04:05.678901234Z</c>.</summary>
    public const int StampLength = 30;

    /// <summary>1: standard output, 2: standard error.</summary>
    public byte Stream { get; protected set; }

    /// <summary>Nanoseconds since 1970.</summary>
    public abstract long Time { get; }

    /// <summary>The attributes as <c>name=value,name=value</c>; empty: none.</summary>
    public ReadOnlyMemory<byte> Details { get; protected set; }

    /// <summary>Reads the entry at the start of <paramref name="data"/>; returns how many bytes it has, 0 when it is not whole yet.</summary>
    /// <param name="data">Bytes of the file.</param>
    /// <param name="valid">Whether it could be read; a damaged one is passed over.</param>
    public abstract int Read(ReadOnlySpan<byte> data, out bool valid);

    /// <summary>The line, with its end if it has one.</summary>
    public abstract ReadOnlySpan<byte> Text { get; }

    /// <summary>Writes the time as <see cref="StampLength"/> bytes.</summary>
    public abstract void WriteStamp(Span<byte> stamp);

    /// <summary>Where the last <paramref name="lines"/> entries begin; null when there are fewer, which are then taken off the wanted ones.</summary>
    public abstract long? FindTail(Microsoft.Win32.SafeHandles.SafeFileHandle file, ref int lines);

    /// <summary>The decoder of a container's log.</summary>
    public static LogDecoder Of(string driver) => driver == "json-file" ? new JsonDecoder() : new EntryDecoder();
}
