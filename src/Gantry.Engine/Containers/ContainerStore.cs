using System.Text.Json;

using Gantry.Linux.Documents;

namespace Gantry.Engine.Containers;

/// <summary>The containers' documents on disk: <c>containers/ID/container.json</c> under the data root.</summary>
internal sealed class ContainerStore
{
    private readonly string root;

    public ContainerStore(string dataRoot)
    {
        root = Path.Combine(dataRoot, "containers");
        Directory.CreateDirectory(root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute);
    }

    public string DirectoryOf(string id) => Path.Combine(root, id);

    public void Save(Container container)
    {
        Directory.CreateDirectory(container.Directory);
        Document.Write(DocumentOf(container.Id), container, EngineJson.Default.Container);
    }

    /// <summary>Writes down what has happened already, so that it cannot be refused: on a full disk the document stays behind the truth, which the
    /// run directory still tells the next daemon.</summary>
    /// <returns>Whether it was written.</returns>
    public bool TrySave(Container container)
    {
        try
        {
            Save(container);
            return true;
        }
        catch (IOException)
        {
            return false;
        }
    }

    /// <summary>Removes the document first: from that moment the container does not exist, whatever is left of its files.</summary>
    public void Delete(string id)
    {
        try
        {
            File.Delete(DocumentOf(id));
            Directory.Delete(DirectoryOf(id), recursive: true);
        }
        catch (DirectoryNotFoundException)
        {
        }
    }

    /// <summary>Reads every document. Directories without one are what an interrupted creation or removal left; they are deleted.</summary>
    public IReadOnlyList<Container> Load(Action<string> report)
    {
        var found = new List<Container>();
        foreach (var directory in Directory.EnumerateDirectories(root))
        {
            var id = Path.GetFileName(directory);
            try
            {
                if (Document.Read(DocumentOf(id), EngineJson.Default.Container) is { } container)
                    found.Add(container with { Directory = directory });
                else
                    Directory.Delete(directory, recursive: true);
            }
            catch (JsonException e)
            {
                report($"container {id} is left out: {e.Message}");
            }
        }

        return found;
    }

    private string DocumentOf(string id) => Path.Combine(root, id, "container.json");
}
