using Gantry.Oci.Errors;

namespace Gantry.Engine.Hosting;

/// <summary>One engine a data root: an exclusive lock on a file that ends with the process, however it ends.</summary>
internal sealed class EngineLock : IDisposable
{
    private readonly FileStream file;

    private EngineLock(FileStream file) => this.file = file;

    public static EngineLock Take(string dataRoot)
    {
        var path = Path.Combine(dataRoot, "engine.lock");
        try
        {
            return new EngineLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None));
        }
        catch (IOException e)
        {
            throw new GantryException(ErrorKind.Conflict, $"another daemon uses {dataRoot}: stop it, or give this one a --data-root of its own", e);
        }
    }

    public void Dispose() => file.Dispose();
}
