namespace Gantry.Oci.Errors;

/// <summary>Failures to reach a file, in the words of the system.</summary>
public static class SystemFault
{
    /// <summary>What to tell.</summary>
    /// <param name="verb">What was tried: <c>open</c>, <c>read</c>.</param>
    /// <param name="path">The file.</param>
    /// <param name="fault">What came of it.</param>
    public static string Of(string verb, string path, Exception fault) => fault switch
    {
        FileNotFoundException or DirectoryNotFoundException => $"{verb} {path}: no such file or directory",
        UnauthorizedAccessException when Directory.Exists(path) => $"read {path}: is a directory",
        UnauthorizedAccessException => $"{verb} {path}: permission denied",
        _ => $"{verb} {path}: {fault.Message}",
    };
}
