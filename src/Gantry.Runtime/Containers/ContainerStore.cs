using System.Text.Json;

using Gantry.Oci.Errors;

namespace Gantry.Runtime.Containers;

/// <summary>The directory of all containers, one directory each.</summary>
/// <param name="root">The directory; it may not exist yet.</param>
public sealed class ContainerStore(string root)
{
    private const UnixFileMode DirectoryMode = UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute | UnixFileMode.GroupExecute | UnixFileMode.OtherExecute;

    /// <summary>The directory of all containers.</summary>
    public string Root { get; } = root;

    /// <summary>Whether it is where containers are kept when nobody says where.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Takes a name for a new container.</summary>
    /// <exception cref="GantryException">Invalid, for a name that is none; Conflict, when it is taken.</exception>
    public string Reserve(string id)
    {
        Check(id);
        var directory = Path.Combine(Root, id);
        if (Directory.Exists(directory))
            throw new GantryException(ErrorKind.Conflict, "container with given ID already exists");
        Directory.CreateDirectory(Root, DirectoryMode);
        Directory.CreateDirectory(directory, DirectoryMode);
        return directory;
    }

    /// <summary>The directory a container of this name has or would have.</summary>
    /// <exception cref="GantryException">Invalid, for a name that is none.</exception>
    public string DirectoryOf(string id)
    {
        Check(id);
        return Path.Combine(Root, id);
    }

    /// <summary>Finds a container.</summary>
    /// <exception cref="GantryException">NotFound, when there is none.</exception>
    public StoredContainer Open(string id)
    {
        Check(id);
        var directory = Path.Combine(Root, id);
        try
        {
            var record = JsonSerializer.Deserialize(File.ReadAllBytes(Path.Combine(directory, StoredContainer.RecordName)), ContainerRecordJson.Default.ContainerRecord);
            return new StoredContainer(directory, record!);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new GantryException(ErrorKind.NotFound, "container does not exist");
        }
        catch (JsonException e)
        {
            throw new GantryException(ErrorKind.Internal, $"{directory}/{StoredContainer.RecordName} is damaged: {e.Message}; remove the directory when no process of the container is left", e);
        }
    }

    /// <summary>Names of all containers, sorted.</summary>
    public IReadOnlyList<string> Names() =>
        Directory.Exists(Root) ? [.. Directory.EnumerateDirectories(Root).Select(d => Path.GetFileName(d)).Order(StringComparer.Ordinal)] : [];

    /// <summary>Letters, digits and <c>_ + - .</c>, as runc has it.</summary>
    private static void Check(string id)
    {
        if (id.Length == 0)
            throw new GantryException(ErrorKind.Invalid, "container id cannot be empty");
        if (id is "." or ".." || !id.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '+' or '-' or '.'))
            throw new GantryException(ErrorKind.Invalid, "invalid container ID format");
    }
}
