using Gantry.Cli.CommandLine;
using Gantry.Oci.Errors;

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
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException(SystemFault.Of("open", path, fault));
        }
    }
}
