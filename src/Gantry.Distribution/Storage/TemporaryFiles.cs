using System.Globalization;

using Gantry.Distribution.Storage.Local;

namespace Gantry.Distribution.Storage;

/// <summary>Names for files on their way, on the file system of everything else; emptied at each start of who writes.</summary>
internal sealed class TemporaryFiles
{
    private readonly string folder;
    private long counter;

    /// <param name="root">The registry's directory.</param>
    /// <param name="isOwner">Whether nobody else has files there.</param>
    public TemporaryFiles(string root, bool isOwner)
    {
        folder = Path.Combine(root, "temporary");
        if (isOwner && Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
        Durable.MakeDirectory(folder);
    }

    /// <summary>Whether a file of so many bytes finds room.</summary>
    public bool HasRoomFor(long size) => new DriveInfo(folder).AvailableFreeSpace >= size;

    /// <summary>A path nobody uses.</summary>
    public string Next() => Path.Combine(folder, Interlocked.Increment(ref counter).ToString(CultureInfo.InvariantCulture));
}
