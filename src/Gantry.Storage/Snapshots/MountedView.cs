using Gantry.Linux.Mounts;
using Gantry.Linux.Paths;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Storage.Snapshots;

/// <summary>A snapshot's merged tree, mounted but hanging nowhere on this host: it ends with this object or with the process.</summary>
public sealed class MountedView : IDisposable
{
    private MountedView(SafeFileHandle root)
    {
        Tree = new RootedDirectory(root);
        Path = $"/proc/self/fd/{root.DangerousGetHandle()}";
    }

    /// <summary>The tree; paths in it may be hostile.</summary>
    public RootedDirectory Tree { get; }

    /// <summary>A path of the tree's root that only this process can use, and only until this is disposed.</summary>
    public string Path { get; }

    /// <summary>Unmounts.</summary>
    public void Dispose() => Tree.Dispose();

    /// <summary>Mounts a snapshot. This process cannot stand in the snapshots' directory as a container's child does, so the relative
    /// paths are led through a descriptor of it, which keeps them short.</summary>
    internal static MountedView Open(SnapshotMount mount, SafeFileHandle root, string directory)
    {
        Directory.CreateDirectory(directory);
        try
        {
            var options = mount.Options.Select(o => Lead(o, $"/proc/self/fd/{root.DangerousGetHandle()}"));
            return new MountedView(DetachedMount.Open(mount.Type, mount.Source, string.Join(',', options), directory));
        }
        finally
        {
            Directory.Delete(directory);
        }
    }

    internal static string Lead(string option, string root)
    {
        var equals = option.IndexOf('=', StringComparison.Ordinal);
        return equals > 0 && option[..equals] is "lowerdir" or "upperdir" or "workdir"
            ? $"{option[..equals]}={string.Join(':', option[(equals + 1)..].Split(':').Select(p => $"{root}/{p}"))}"
            : option;
    }
}
