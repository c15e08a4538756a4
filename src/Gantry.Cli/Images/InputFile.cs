using Gantry.Cli.CommandLine;

namespace Gantry.Cli.Images;

/// <summary>A file the user named.</summary>
internal static class InputFile
{
    /// <exception cref="CliException">It cannot be opened; the message is the operating system's.</exception>
    public static FileStream Open(string path)
    {
        try
        {
            return new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, 0, FileOptions.SequentialScan);
        }
        catch (Exception fault) when (fault is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new CliException($"open {path}: no such file or directory");
        }
        catch (UnauthorizedAccessException)
        {
            throw new CliException(Directory.Exists(path) ? $"read {path}: is a directory" : $"open {path}: permission denied");
        }
    }
}
