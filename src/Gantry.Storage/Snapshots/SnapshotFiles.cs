using System.Text;

using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Storage.Snapshots;

/// <summary>Reads single files of a snapshot's merged tree without mounting it: whiteouts and opaque directories are honoured, and
/// symbolic links are resolved inside the tree. No component of a path that is given to the kernel may be a symbolic link, so a
/// container that swaps them meanwhile gains nothing.</summary>
public sealed class SnapshotFiles
{
    private const int LinkLimit = 40; // as the kernel's
    private const long SizeLimit = 16 << 20;

    private readonly OverlaySnapshotter _snapshots;
    private readonly RootedDirectory _root;

    internal SnapshotFiles(OverlaySnapshotter snapshots, RootedDirectory root)
    {
        _snapshots = snapshots;
        _root = root;
    }

    /// <summary>The text of a file, or null when there is no such regular file.</summary>
    /// <param name="key">The active snapshot's key.</param>
    /// <param name="path">The path in the tree, "/etc/passwd".</param>
    /// <exception cref="GantryException">NotFound: no such snapshot. Invalid: the file is larger than 16 MiB.</exception>
    public string? ReadText(string key, string path)
    {
        using var file = Open(key, path);
        if (file is null) return null;
        var size = At.Status(file).Size;
        if (size > SizeLimit) throw new GantryException(ErrorKind.Invalid, $"{path} is too large ({size} bytes)");
        var content = new byte[size];
        var length = 0;
        int read;
        while (length < content.Length && (read = OpenFile.Read(file, content.AsSpan(length), path)) > 0) length += read;
        return Encoding.UTF8.GetString(content, 0, length);
    }

    /// <summary>Whether a path, with links followed, leads to a directory.</summary>
    /// <param name="key">The active snapshot's key.</param>
    /// <param name="path">The path in the tree.</param>
    /// <exception cref="GantryException">NotFound: no such snapshot.</exception>
    public bool HasDirectory(string key, string path) => Walk(key, path, (_, _) => false, atEnd: true);

    /// <summary>Opens a regular file for reading, or answers null when there is none.</summary>
    private SafeFileHandle? Open(string key, string path)
    {
        SafeFileHandle? file = null;
        Walk(
            key,
            path,
            (status, place) =>
            {
                file = status.Kind == FileKind.Regular ? _root.TryOpenLiterally(place, OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, out _) : null;
                return file is not null;
            },
            atEnd: false);
        return file;
    }

    /// <summary>Goes a path step by step.</summary>
    /// <param name="key">The active snapshot's key.</param>
    /// <param name="path">The path in the tree.</param>
    /// <param name="last">Asked about what the path leads to if that is no directory: its status, and where it lies below the store's root.</param>
    /// <param name="atEnd">The answer if the path leads to a directory.</param>
    private bool Walk(string key, string path, Func<FileStatus, string, bool> last, bool atEnd)
    {
        // The way from the root to where we stand: each step with the layers that have it as a directory, topmost first.
        var way = new List<(string Path, IReadOnlyList<string> Layers)> { ("", _snapshots.Stack(key)) };
        var left = new Stack<string>(FileName.FromText(path).Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse());
        var links = 0;
        while (left.TryPop(out var component))
        {
            if (component == ".") continue;
            if (component == "..")
            {
                if (way.Count > 1) way.RemoveAt(way.Count - 1);
                continue;
            }

            var (found, status, layers, below) = Lookup(way[^1].Path, way[^1].Layers, component);
            using (found)
            {
                if (found is null) return false;
                if (status.IsDirectory)
                {
                    way.Add((below, layers));
                }
                else if (status.Kind == FileKind.SymbolicLink && ++links <= LinkLimit)
                {
                    var target = At.ReadLink(found, "");
                    if (target.StartsWith('/')) way.RemoveRange(1, way.Count - 1);
                    foreach (var step in target.Split('/', StringSplitOptions.RemoveEmptyEntries).Reverse()) left.Push(step);
                }
                else
                {
                    return left.Count == 0 && last(status, $"{layers[0]}{below}");
                }
            }
        }

        return atEnd;
    }

    /// <summary>Whether a merged directory of some layers has a name, and which layers go on below it if it is a directory.</summary>
    internal (bool Exists, IReadOnlyList<string> Layers) Below(string directory, IReadOnlyList<string> layers, string component)
    {
        var (exists, _, having) = Describe(directory, layers, component);
        return (exists, having);
    }

    /// <summary>What a name is in a merged directory of some layers, and which layers go on below it if it is a directory.</summary>
    internal (bool Exists, FileStatus Status, IReadOnlyList<string> Layers) Describe(string directory, IReadOnlyList<string> layers, string component)
    {
        var (found, status, having, _) = Lookup(directory, layers, component);
        using (found) return (found is not null, status, status.IsDirectory ? having : []);
    }

    /// <summary>The names in a merged directory of some layers.</summary>
    internal IReadOnlyCollection<string> Names(string directory, IReadOnlyList<string> layers)
    {
        var names = new SortedSet<string>(StringComparer.Ordinal);
        var hidden = new HashSet<string>(StringComparer.Ordinal);
        foreach (var layer in layers)
        {
            using var handle = _root.TryOpenLiterally($"{layer}{directory}", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, out _);
            if (handle is null) continue;
            foreach (var name in DirectoryEntries.Names(handle))
            {
                if (hidden.Contains(name)) continue;
                if (At.TryStatus(handle, name, out _) is { IsWhiteout: true }) hidden.Add(name);
                else names.Add(name);
            }
        }

        return names;
    }

    /// <summary>What a name means in a merged directory: the topmost layer that knows it decides; directories merge further down.</summary>
    private (SafeFileHandle? Found, FileStatus Status, IReadOnlyList<string> Layers, string Path) Lookup(
        string directory, IReadOnlyList<string> layers, string component)
    {
        var path = $"{directory}/{component}";
        SafeFileHandle? first = null;
        FileStatus firstStatus = default;
        var having = new List<string>();
        for (var i = 0; i < layers.Count; i++)
        {
            var handle = _root.TryOpenLiterally($"{layers[i]}{path}", OpenFlags.O_PATH | OpenFlags.O_NOFOLLOW, out _);
            if (handle is null) continue;
            var status = At.Status(handle);
            var isDirectory = status.IsDirectory;
            if (status.IsWhiteout || (first is not null && !isDirectory))
            {
                handle.Dispose();
                break;
            }

            having.Add(layers[i]);
            var hidesRest = !isDirectory || (i + 1 < layers.Count && IsOpaque(handle));
            if (first is null) (first, firstStatus) = (handle, status);
            else handle.Dispose();
            if (hidesRest) break;
        }

        return (first, firstStatus, having, path);
    }

    private static bool IsOpaque(SafeFileHandle directory) =>
        ExtendedAttributes.Get(directory, "", ExtendedAttributes.Opaque) is [(byte)'y'];
}
