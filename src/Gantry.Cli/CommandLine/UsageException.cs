namespace Gantry.Cli.CommandLine;

/// <summary>A command line that cannot be understood; reported with the usage line and exit code 125.</summary>
internal class UsageException(string message) : Exception(message);
