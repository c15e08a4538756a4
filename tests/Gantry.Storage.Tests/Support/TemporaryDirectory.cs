using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;

namespace Gantry.Storage.Tests.Support;

/// <summary>A directory on disk (overlayfs needs a real file system) that goes with the test.</summary>
internal sealed class TemporaryDirectory : IDisposable
{
    public TemporaryDirectory() => Path = Directory.CreateTempSubdirectory("gantry-storage-").FullName;

    public string Path { get; }

    public string this[string name] => System.IO.Path.Combine(Path, name);

    public void Dispose()
    {
        using var parent = OpenFile.Open(System.IO.Path.GetDirectoryName(Path)!, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY);
        FileTree.Remove(parent, System.IO.Path.GetFileName(Path));
    }
}
