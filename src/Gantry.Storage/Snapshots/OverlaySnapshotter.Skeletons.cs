using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Images;

namespace Gantry.Storage.Snapshots;

public sealed partial class OverlaySnapshotter
{
    private static readonly (string Path, FileKind Kind, string Target)[] Bones =
    [
        ("/.dockerenv", FileKind.Regular, ""),
        ("/dev/console", FileKind.Regular, ""),
        ("/dev/pts", FileKind.Directory, ""),
        ("/dev/shm", FileKind.Directory, ""),
        ("/etc/hostname", FileKind.Regular, ""),
        ("/etc/hosts", FileKind.Regular, ""),
        ("/etc/mtab", FileKind.SymbolicLink, "/proc/mounts"),
        ("/etc/resolv.conf", FileKind.Regular, ""),
        ("/proc", FileKind.Directory, ""),
        ("/sys", FileKind.Directory, ""),
    ];

    // A step of a build finds neither the mark of a container nor another hostname than its image's, as with BuildKit.
    private static readonly string[] NotInSteps = ["/.dockerenv", "/etc/hostname", "/etc/mtab"];

    private readonly Lock _makingSkeletons = new();

    /// <summary>The directory of what every container of an image is mounted over: a layer between the image's and the container's own,
    /// made once, so that mount points are no change of the container's.</summary>
    private string EnsureSkeleton(Digest parent)
    {
        lock (_makingSkeletons)
        {
            if (_index.Skeletons.TryGetValue(parent, out var known)) return known;
            var directory = MakeSkeleton(parent, Bones);
            WriteDocument(directory, new SnapshotDocument { Parent = parent, IsSkeleton = true });
            lock (_writing) _index = _index with { Skeletons = _index.Skeletons.SetItem(parent, directory) };
            return directory;
        }
    }

    /// <summary>The same for steps of builds.</summary>
    private string EnsureStepSkeleton(Digest parent)
    {
        lock (_makingSkeletons)
        {
            if (_index.StepSkeletons.TryGetValue(parent, out var known)) return known;
            var directory = MakeSkeleton(parent, Bones.Where(b => !NotInSteps.Contains(b.Path)));
            lock (_writing) _index = _index with { StepSkeletons = _index.StepSkeletons.SetItem(parent, directory) };
            return directory;
        }
    }

    private string MakeSkeleton(Digest parent, IEnumerable<(string Path, FileKind Kind, string Target)> bones)
    {
        var directory = NewDirectory();
        MakeDirectories(directory, Tree);
        FillSkeleton($"{directory}/{Tree}", bones, parent.IsEmpty ? [] : _index.Layers[parent].Lower.Split(':'));
        return directory;
    }

    /// <summary>As the Docker engine does it: directories are kept, anything else in the way is replaced.</summary>
    private void FillSkeleton(string tree, IEnumerable<(string Path, FileKind Kind, string Target)> bones, IReadOnlyList<string> layers)
    {
        foreach (var (path, kind, target) in bones)
        {
            var parent = path[..path.LastIndexOf('/')];
            var below = layers;
            if (parent.Length > 0)
            {
                var (_, status, having) = Files.Describe("", layers, parent[1..]);
                below = having;
                if (At.TryMakeDirectory(_root.Handle, tree + parent, 0x1ED) == 0)
                {
                    At.ChangeOwner(_root.Handle, tree + parent, having.Count > 0 ? status.UserId : 0, having.Count > 0 ? status.GroupId : 0);
                    At.ChangePermissions(_root.Handle, tree + parent, having.Count > 0 ? status.Permissions : 0x1ED);
                }
            }

            if (below.Count > 0 && Files.Below(parent, below, path[(parent.Length + 1)..]).Layers.Count > 0) continue;
            var errno = kind switch
            {
                FileKind.Directory => At.TryMakeDirectory(_root.Handle, tree + path, 0x1ED),
                FileKind.SymbolicLink => At.TryMakeSymbolicLink(target, _root.Handle, tree + path),
                _ => At.TryMakeNode(_root.Handle, tree + path, FileKind.Regular, 0x1ED, default),
            };
            if (errno != 0) throw new KernelException("mknod", path, errno);
            if (kind != FileKind.SymbolicLink) At.ChangePermissions(_root.Handle, tree + path, 0x1ED);
        }
    }
}
