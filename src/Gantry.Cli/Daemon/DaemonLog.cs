using System.Globalization;

namespace Gantry.Cli.Daemon;

/// <summary>The daemon's own log: a line each on standard error, with time and level.</summary>
/// <param name="output">Takes the lines.</param>
/// <param name="time">The clock.</param>
internal sealed class DaemonLog(TextWriter output, TimeProvider time)
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
        if (level >= Least)
            output.WriteLine($"{time.GetUtcNow().ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture)} {level.ToString().ToLowerInvariant()} {line}");
    }
}
