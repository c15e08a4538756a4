using Gantry.Linux.Files;
using Gantry.Linux.Mounts;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;

namespace Gantry.Engine.Volumes;

/// <summary>Where something is shown on the host for the moment of a container's start, since only the engine can make it: a directory for each
/// container, in it a place for each of its mounts.</summary>
internal sealed class StartPlaces(string directory)
{
    /// <summary>Removes what a start left that was cut off.</summary>
    public void Clear()
    {
        Directory.CreateDirectory(directory);
        foreach (var container in Directory.EnumerateDirectories(directory))
            RemoveAll(container);
    }

    /// <summary>Makes an empty directory for a mount.</summary>
    /// <param name="container">The container's id.</param>
    /// <param name="name">A name that no other mount of the container has.</param>
    public string Make(string container, string name) => Directory.CreateDirectory(Path.Combine(directory, container, name)).FullName;

    /// <summary>Shows what a path leads to inside a tree, however hostile that is.</summary>
    /// <param name="container">The container's id.</param>
    /// <param name="name">A name that no other mount of the container has.</param>
    /// <param name="tree">The tree.</param>
    /// <param name="path">The path.</param>
    /// <param name="root">What users know the tree as.</param>
    /// <returns>The place.</returns>
    /// <exception cref="GantryException">Internal: there is no such path, or a link in it leads out of the tree; the texts are Docker's.</exception>
    public string Show(string container, string name, RootedDirectory tree, string path, string root)
    {
        var place = Path.Combine(directory, container, name);
        var known = Path.Combine(root, path);
        using var found = tree.TryOpenBeneath(path, OpenFlags.O_PATH, out var errno) ?? throw new GantryException(ErrorKind.Internal, errno == Errno.EXDEV
            ? $"path concatenation escapes the base directory, base: {root}, subpath: {path}"
            : $"cannot access path {known}: {new KernelException("lstat", known, errno).Message}");
        Directory.CreateDirectory(Path.GetDirectoryName(place)!);
        if (At.Status(found).IsDirectory)
            Directory.CreateDirectory(place);
        else
            File.WriteAllBytes(place, []);
        HostMount.Bind(found, place);
        return place;
    }

    /// <summary>Removes a container's places; what was mounted from them stays mounted there.</summary>
    public void Remove(string container) => RemoveAll(Path.Combine(directory, container));

    /// <summary>Not recursive by intent: should a mount not come off, what is behind it must survive. Later places lie on earlier ones.</summary>
    private static void RemoveAll(string container)
    {
        if (!Directory.Exists(container))
            return;
        foreach (var place in Directory.GetFileSystemEntries(container))
        {
            DetachedMount.Remove(place);
            if (Directory.Exists(place))
                Directory.Delete(place);
            else
                File.Delete(place);
        }

        Directory.Delete(container);
    }
}
