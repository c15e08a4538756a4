namespace Gantry.Cli.Daemon;

/// <summary>Failures to reach a file, in the words of the system.</summary>
internal static class SystemFault
{
    public static string Of(string verb, string path, Exception fault) => $"{verb} {path}: " + fault switch
    {
        FileNotFoundException or DirectoryNotFoundException => "no such file or directory",
        UnauthorizedAccessException when Directory.Exists(path) => "is a directory",
        UnauthorizedAccessException => "permission denied",
        _ => fault.Message,
    };
}
