namespace Gantry.Cli.CommandLine;

/// <summary>A failure of the client itself, with the text a user reads and the exit code of the process.</summary>
internal sealed class CliException(string message, int? exitCode = null) : Exception(message)
{
    /// <summary>The exit code, or null for the command's usual one.</summary>
    public int? ExitCode { get; } = exitCode;

    /// <summary>True where the text is complete: no program name before it, no pointer to the help after it.</summary>
    public bool Verbatim { get; init; }
}
