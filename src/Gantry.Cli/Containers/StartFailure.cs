namespace Gantry.Cli.Containers;

/// <summary>The exit code of a container that could not be started, by Docker's rule.</summary>
internal static class StartFailure
{
    private const int CannotExecute = 126;
    private const int NotFound = 127;
    private const int EngineFailed = 125;

    public static int ExitCode(string reason)
    {
        var words = reason.ToLowerInvariant();
        if (words.Contains("executable file not found", StringComparison.Ordinal) || words.Contains("no such file or directory", StringComparison.Ordinal))
            return NotFound;
        return words.Contains("permission denied", StringComparison.Ordinal) || words.Contains("is a directory", StringComparison.Ordinal)
            ? CannotExecute
            : EngineFailed;
    }
}
