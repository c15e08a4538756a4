using System.Security.Cryptography;

using Gantry.Engine.Containers;

namespace Gantry.Engine.Volumes;

/// <summary>Volumes as directories under the data root, <c>volumes/NAME/_data</c>.</summary>
internal sealed class LocalVolumes(string dataRoot)
{
    private readonly string root = Path.Combine(dataRoot, "volumes");

    /// <summary>Makes the volumes that a container's mounts need and fills in their names and paths.</summary>
    public IReadOnlyList<MountPoint> Attach(IReadOnlyList<MountPoint> mounts) => [.. mounts.Select(Attach)];

    /// <summary>Removes the volumes nobody named.</summary>
    public void RemoveAnonymous(IReadOnlyList<MountPoint> mounts)
    {
        foreach (var mount in mounts)
        {
            if (mount is { Type: "volume", Anonymous: true, Name: { } name } && Directory.Exists(Path.Combine(root, name)))
                Directory.Delete(Path.Combine(root, name), recursive: true);
        }
    }

    private MountPoint Attach(MountPoint mount)
    {
        if (mount.Type != "volume")
            return mount;
        var name = mount.Name ?? RandomNumberGenerator.GetHexString(64, lowercase: true);
        var data = Path.Combine(root, name, "_data");
        Directory.CreateDirectory(data);
        return mount with { Name = name, Source = data };
    }
}
