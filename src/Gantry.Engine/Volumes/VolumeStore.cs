using System.Text.Json;

using Gantry.Linux.Documents;

namespace Gantry.Engine.Volumes;

/// <summary>The volumes on disk: <c>volumes/NAME/volume.json</c> with the content in <c>_data</c> beside it. A volume is made and taken away under
/// a name no volume can have, so that a directory with a volume's name is always a whole volume.</summary>
internal sealed class VolumeStore
{
    private const string Unfinished = ".new-";
    private const string Discarded = ".gone-";

    private readonly string root;

    public VolumeStore(string dataRoot)
    {
        root = Path.Combine(dataRoot, "volumes");
        Directory.CreateDirectory(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute);
    }

    public string ContentOf(string name) => Path.Combine(root, name, "_data");

    /// <summary>Makes a volume durable and gives it back with its place.</summary>
    public Volume Create(Volume volume)
    {
        var draft = Path.Combine(root, Unfinished + Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(Path.Combine(draft, "_data"));
        Document.Write(Path.Combine(draft, "volume.json"), volume, VolumeJson.Default.Volume);
        Directory.Move(draft, Path.Combine(root, volume.Name));
        return volume with { Mountpoint = ContentOf(volume.Name) };
    }

    /// <summary>Removes a volume: by name at once, its content after that. Somebody may have taken its directory away already.</summary>
    public void Delete(string name)
    {
        if (!Directory.Exists(Path.Combine(root, name)))
            return;
        var gone = Path.Combine(root, Discarded + Guid.NewGuid().ToString("N"));
        Directory.Move(Path.Combine(root, name), gone);
        Directory.Delete(gone, recursive: true);
    }

    /// <summary>Reads every volume and removes what interrupted work left. A directory without a document, which somebody may have put there, is a volume too.</summary>
    public IReadOnlyList<Volume> Load(Action<string> report)
    {
        var found = new List<Volume>();
        foreach (var directory in Directory.EnumerateDirectories(root))
        {
            var name = Path.GetFileName(directory);
            if (name.StartsWith(Unfinished, StringComparison.Ordinal) || name.StartsWith(Discarded, StringComparison.Ordinal))
            {
                Directory.Delete(directory, recursive: true);
                continue;
            }

            try
            {
                var volume = Document.Read(Path.Combine(directory, "volume.json"), VolumeJson.Default.Volume)
                    ?? new Volume { Name = name, Created = Directory.GetCreationTimeUtc(directory) };
                found.Add(volume with { Name = name, Mountpoint = ContentOf(name) });
            }
            catch (JsonException e)
            {
                report($"volume {name} is left out: {e.Message}");
            }
        }

        return found;
    }
}
