using System.Globalization;

namespace Gantry.Cli.Daemon;

/// <summary>The daemon's own log: a line each on standard error, with time and level; the journal has a clock of its own and takes the level as a number
/// before the line (sd-daemon(3)).</summary>
/// <param name="output">Takes the lines.</param>
/// <param name="time">The clock.</param>
/// <param name="isJournal">Whether the lines go to the journal.</param>
internal sealed class DaemonLog(TextWriter output, TimeProvider time, bool isJournal = false)
{
    private readonly TextWriter output = TextWriter.Synchronized(output);

    /// <summary>The least level that is written.</summary>
    public LogLevel Least { get; set; } = LogLevel.Info;

    public void Debug(string line) => Write(LogLevel.Debug, line);

    public void Info(string line) => Write(LogLevel.Info, line);

    public void Warn(string line) => Write(LogLevel.Warn, line);

    public void Error(string line) => Write(LogLevel.Error, line);

    private void Write(LogLevel level, string line)
    {
        if (level < Least)
            return;
        if (isJournal)
            output.WriteLine($"<{Priority(level)}>{line.ReplaceLineEndings(" ")}");
        else
            output.WriteLine($"{time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)} {level.ToString().ToLowerInvariant()} {line}");
    }

    /// <summary>Priorities of syslog(3).</summary>
    private static int Priority(LogLevel level) => level switch
    {
        LogLevel.Debug => 7,
        LogLevel.Info => 6,
        LogLevel.Warn => 4,
        LogLevel.Error => 3,
        _ => 2,
    };
}
