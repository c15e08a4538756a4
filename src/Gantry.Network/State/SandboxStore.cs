using System.Text.Json;

namespace Gantry.Network.State;

/// <summary>
/// The documents of sandboxes. They describe kernel objects, which a reboot or a power failure ends too, so they are replaced
/// atomically but not flushed to the disk: that would cost more than everything else a sandbox needs.
/// </summary>
internal sealed class SandboxStore
{
    private readonly string _directory;

    public SandboxStore(string directory) => _directory = Directory.CreateDirectory(directory).FullName;

    /// <summary>Writes or replaces a document.</summary>
    public void Write(SandboxDocument document)
    {
        var path = PathOf(document.ContainerId);
        File.WriteAllBytes(path + ".new", JsonSerializer.SerializeToUtf8Bytes(document, NetworkJson.Default.SandboxDocument));
        File.Move(path + ".new", path, overwrite: true);
    }

    /// <summary>Removes a document; no error if there is none.</summary>
    public void Remove(string containerId) => File.Delete(PathOf(containerId));

    /// <summary>Reads all documents. What cannot be read was being written when the power failed and is dropped.</summary>
    public List<SandboxDocument> ReadAll()
    {
        var documents = new List<SandboxDocument>();
        foreach (var path in Directory.EnumerateFiles(_directory))
        {
            var document = path.EndsWith(".json", StringComparison.Ordinal) ? Read(path) : null;
            if (document is null)
                File.Delete(path);
            else
                documents.Add(document);
        }

        return documents;
    }

    private static SandboxDocument? Read(string path)
    {
        try
        {
            return JsonSerializer.Deserialize(File.ReadAllBytes(path), NetworkJson.Default.SandboxDocument);
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private string PathOf(string containerId) => Path.Combine(_directory, containerId + ".json");
}
