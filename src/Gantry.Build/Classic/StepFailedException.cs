namespace Gantry.Build.Classic;

/// <summary>A command of a build did not end well.</summary>
public sealed class StepFailedException : Exception
{
    /// <summary>Says which.</summary>
    /// <param name="message">A sentence in Docker's words.</param>
    /// <param name="exitCode">Its exit status.</param>
    public StepFailedException(string message, int exitCode)
        : base(message) => ExitCode = exitCode;

    /// <summary>The command's exit status.</summary>
    public int ExitCode { get; }
}
