namespace Gantry.Cli.Daemon;

/// <summary>How much a line of the daemon's log matters.</summary>
internal enum LogLevel
{
    /// <summary>Helps to find a fault.</summary>
    Debug,

    /// <summary>Says what happens.</summary>
    Info,

    /// <summary>Something an operator should look at.</summary>
    Warn,

    /// <summary>Something failed.</summary>
    Error,

    /// <summary>The daemon cannot go on.</summary>
    Fatal,
}
