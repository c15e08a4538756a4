namespace Gantry.Runtime.CommandLine;

/// <summary>A command line that cannot be understood; told with the command's help, in the words of runc's.</summary>
internal class FlagException(string message) : Exception(message);
