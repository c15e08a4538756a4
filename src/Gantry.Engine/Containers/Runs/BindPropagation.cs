using Gantry.Engine.Containers.Creation;
using Gantry.Linux.Files;
using Gantry.Linux.Mounts;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;

namespace Gantry.Engine.Containers.Runs;

/// <summary>Binds that pass mounts between host and container need a host's mount that does (mount_namespaces(7)).</summary>
internal static class BindPropagation
{
    /// <summary>The mounts, and the propagation the container's root must have for them; null: its own.</summary>
    /// <exception cref="GantryException">Invalid: a source lies on a mount that passes nothing on; the texts are Docker's.</exception>
    public static (IReadOnlyList<MountPoint> Mounts, string? Root) Checked(IReadOnlyList<MountPoint> mounts, string dataRoot)
    {
        string? root = null;
        var found = new List<MountPoint>(mounts.Count);
        foreach (var mount in mounts)
        {
            var now = mount;
            if (mount is { Type: "bind", Propagation: "shared" or "rshared" })
            {
                var source = Source(mount.Source);
                if (!source.IsShared)
                    throw new GantryException(ErrorKind.Invalid, $"path {mount.Source} is mounted on {source.Target} but it is not a shared mount");
                root = "shared";
            }
            else if (mount is { Type: "bind", Propagation: "slave" or "rslave" })
            {
                var source = Source(mount.Source);
                if (source is { IsShared: true } or { IsSlave: true })
                    root ??= "rslave";
                else if (IsChosen(mount, dataRoot))
                    now = mount with { Propagation = "rprivate" };
                else
                    throw new GantryException(ErrorKind.Invalid, $"path {mount.Source} is mounted on {source.Target} but it is not a shared or slave mount");
            }

            found.Add(now);
        }

        return (found, root);
    }

    /// <summary>Whether the user asked for nothing and the engine chose for the sake of its own directory.</summary>
    private static bool IsChosen(MountPoint mount, string dataRoot) =>
        (DataRootBind.IsWithin(dataRoot, mount.Source) || DataRootBind.IsWithin(mount.Source, dataRoot))
        && mount.Spec?.BindOptions?.Propagation is not { Length: > 0 } && !mount.Mode.Contains("slave", StringComparison.Ordinal);

    private static MountedAt Source(string path)
    {
        using var source = OpenFile.Open(path, OpenFlags.O_PATH);
        return HostMount.Containing(new FileInfo($"/proc/self/fd/{source.DangerousGetHandle()}").LinkTarget ?? path);
    }
}
