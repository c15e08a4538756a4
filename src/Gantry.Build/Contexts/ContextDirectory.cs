using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Oci.Errors;
using Gantry.Storage.Trees;

namespace Gantry.Build.Contexts;

/// <summary>A build's files, in a directory of the engine's that goes with this object.</summary>
public sealed class ContextDirectory : IKnownFiles, IDisposable
{
    private readonly string _path;
    private readonly Dictionary<ulong, Unpacked> _unpacked = [];

    private ContextDirectory(string path)
    {
        _path = path;
        Tree = RootedDirectory.Open(path);
    }

    /// <summary>The files; their paths are as hostile as the client.</summary>
    public RootedDirectory Tree { get; private set; }

    /// <summary>Where it is on this host.</summary>
    public string Path => _path;

    /// <summary>Makes an empty one.</summary>
    /// <param name="directory">Where; made where it is missing.</param>
    public static ContextDirectory Make(string directory)
    {
        Directory.CreateDirectory(directory, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        var path = System.IO.Path.Combine(directory, Guid.NewGuid().ToString("N"));
        Directory.CreateDirectory(path);
        return new ContextDirectory(path);
    }

    /// <summary>Unpacks an archive, plain or compressed, into it.</summary>
    /// <exception cref="GantryException">Invalid: it is no archive.</exception>
    public Task UnpackAsync(Stream archive, CancellationToken cancellation) => TreeCopy.UnpackAsync(Tree, archive, Remember, cancellation);

    /// <summary>Makes a directory in it all there is. Links lead nowhere outside it.</summary>
    /// <exception cref="GantryException">NotFound: there is no such directory.</exception>
    public void Enter(string directory)
    {
        var handle = Tree.TryOpen(FileName.FromText(directory), Linux.Syscalls.OpenFlags.O_RDONLY | Linux.Syscalls.OpenFlags.O_DIRECTORY, out _)
            ?? throw new GantryException(ErrorKind.NotFound, $"{directory}: no such directory in the repository");
        Tree.Dispose();
        Tree = new RootedDirectory(handle);
    }

    /// <inheritdoc/>
    public bool TryFind(in FileStatus status, out KnownContent known)
    {
        var found = _unpacked.TryGetValue(status.Inode, out var unpacked) && unpacked.Changed == status.Changed && unpacked.Size == status.Size;
        known = new KnownContent(unpacked.Content, default);
        return found;
    }

    /// <summary>The text of a file; null where there is none.</summary>
    /// <exception cref="GantryException">Invalid: it is no file, or too large to be a text somebody wrote.</exception>
    public string? ReadText(string path)
    {
        using var file = Tree.TryOpen(FileName.FromText(path), Linux.Syscalls.OpenFlags.O_RDONLY | Linux.Syscalls.OpenFlags.O_NONBLOCK, out _);
        if (file is null) return null;
        var status = At.Status(file);
        if (status.Kind != FileKind.Regular) throw new GantryException(ErrorKind.Invalid, $"{path} is not a file");
        if (status.Size > TextLimit) throw new GantryException(ErrorKind.Invalid, $"{path} is larger than {TextLimit >> 20} MiB");
        using var reader = new StreamReader(new FileStream(file, FileAccess.Read, 0));
        return reader.ReadToEnd();
    }

    private const int TextLimit = 16 << 20;

    /// <summary>Removes a file or directory, if it is there.</summary>
    public void Remove(string path)
    {
        var clean = TreeCopy.Resolve(Tree, path);
        var slash = clean.LastIndexOf('/');
        if (clean.Length < 2) return;
        using var parent = Tree.TryOpen(FileName.FromText(clean[..(slash + 1)]), Linux.Syscalls.OpenFlags.O_RDONLY | Linux.Syscalls.OpenFlags.O_DIRECTORY, out _);
        if (parent is not null) FileTree.Remove(parent, FileName.FromText(clean[(slash + 1)..]));
    }

    /// <summary>Lets go of it; the files go in the background.</summary>
    public void Dispose()
    {
        Tree.Dispose();
        _ = Task.Run(() =>
        {
            try
            {
                Directory.Delete(_path, recursive: true);
            }
            catch (IOException)
            {
                // The next start of the engine empties the directory above.
            }
        });
    }

    private void Remember(in FileStatus status, ReadOnlySpan<byte> digest)
    {
        if (digest.IsEmpty) _unpacked.Remove(status.Inode);
        else _unpacked[status.Inode] = new Unpacked(status.Changed, status.Size, Hash256.From(digest));
    }

    /// <summary>Nobody can write to a file and leave both its size and the time of its last change as they were.</summary>
    private readonly record struct Unpacked(FileTime Changed, long Size, Hash256 Content);
}
