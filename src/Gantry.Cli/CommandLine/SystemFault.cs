namespace Gantry.Cli.CommandLine;

/// <summary>Failures to reach a file, in the words of the system.</summary>
internal static class SystemFault
{
    public static string Of(string verb, string path, Exception fault) => fault switch
    {
        FileNotFoundException or DirectoryNotFoundException => $"{verb} {path}: no such file or directory",
        UnauthorizedAccessException when Directory.Exists(path) => $"read {path}: is a directory",
        UnauthorizedAccessException => $"{verb} {path}: permission denied",
        _ => $"{verb} {path}: {fault.Message}",
    };
}
