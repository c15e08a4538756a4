namespace Gantry.Cli.Bootstrap;

/// <summary>A directory for a root file system in the making; gone when disposed, whatever happened.</summary>
internal sealed class ScratchDirectory : IDisposable
{
    private ScratchDirectory(string path) => Path = path;

    public string Path { get; }

    /// <summary>Makes one where device nodes and programs may be used: /tmp is often mounted without.</summary>
    public static ScratchDirectory Create()
    {
        var path = $"/var/tmp/gantry-bootstrap-{Environment.ProcessId}-{Guid.NewGuid().ToString("N")[..8]}";
        Directory.CreateDirectory(path);
        return new ScratchDirectory(path);
    }

    public string Make(string name) => Directory.CreateDirectory($"{Path}/{name}").FullName;

    public void Dispose()
    {
        if (Directory.Exists(Path))
            Directory.Delete(Path, recursive: true);
    }
}
