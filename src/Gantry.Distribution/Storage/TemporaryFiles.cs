using System.Globalization;

using Gantry.Distribution.Storage.Local;

namespace Gantry.Distribution.Storage;

/// <summary>Names for files on their way, on the file system of everything else; emptied at each start.</summary>
internal sealed class TemporaryFiles
{
    private readonly string folder;
    private long counter;

    public TemporaryFiles(string root)
    {
        folder = Path.Combine(root, "temporary");
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Durable.MakeDirectory(folder);
    }

    /// <summary>A path nobody uses.</summary>
    public string Next() => Path.Combine(folder, Interlocked.Increment(ref counter).ToString(CultureInfo.InvariantCulture));
}
