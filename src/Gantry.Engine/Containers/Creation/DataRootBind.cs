using Gantry.Oci.Errors;

namespace Gantry.Engine.Containers.Creation;

/// <summary>The propagation of binds. What a container sees of the engine's own directory follows the host, so that a mount the engine takes off
/// there does not live on in the container and keep its files busy.</summary>
internal static class DataRootBind
{
    /// <summary>The bind with its propagation chosen where the user named none.</summary>
    /// <exception cref="GantryException">Invalid: the bind shows the engine's directory and must not follow the host.</exception>
    public static MountPoint Checked(MountPoint mount, string dataRoot)
    {
        var shown = IsWithin(dataRoot, mount.Source) || IsWithin(mount.Source, dataRoot);
        if (mount.Propagation.Length == 0)
            return mount with { Propagation = shown ? "rslave" : "rprivate" };
        if (shown && mount.Propagation is not ("rslave" or "rshared"))
            throw new GantryException(ErrorKind.Invalid, $"invalid mount config: must use either propagation mode \"rslave\" or \"rshared\" when mount source is within the daemon root, daemon root: \"{dataRoot}\", bind mount source: \"{mount.Source}\", propagation: \"{mount.Propagation}\"");
        return mount;
    }

    /// <summary>Whether a path is a directory or in it.</summary>
    public static bool IsWithin(string path, string directory) =>
        path == directory || path.StartsWith(directory.TrimEnd('/') + "/", StringComparison.Ordinal);
}
