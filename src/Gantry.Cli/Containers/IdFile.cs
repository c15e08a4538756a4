using Gantry.Cli.CommandLine;
using Gantry.Oci.Errors;

namespace Gantry.Cli.Containers;

/// <summary>The file a container's ID is written to. It is made before the container, and goes again if there is to be none.</summary>
internal sealed class IdFile : IDisposable
{
    private const int NotFound = 127;

    private readonly string path;
    private bool written;

    private IdFile(string path) => this.path = path;

    /// <exception cref="CliException">It exists, or cannot be made.</exception>
    public static IdFile Create(string path)
    {
        if (File.Exists(path))
            throw new CliException($"container ID file found, make sure the other container isn't running or delete {path}");
        try
        {
            File.Create(path).Dispose();
            return new IdFile(path);
        }
        catch (Exception fault) when (fault is IOException or UnauthorizedAccessException)
        {
            throw new CliException($"failed to create the container ID file: {SystemFault.Of("open", path, fault)}", fault is DirectoryNotFoundException ? NotFound : null);
        }
    }

    public void Write(string id)
    {
        File.WriteAllText(path, id);
        written = true;
    }

    public void Dispose()
    {
        if (!written)
            File.Delete(path);
    }
}
