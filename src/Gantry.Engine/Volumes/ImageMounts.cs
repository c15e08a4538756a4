using Gantry.Engine.Containers;
using Gantry.Linux.Paths;
using Gantry.Storage.Images;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Engine.Volumes;

/// <summary>Images that containers see as read-only directories. Which image a name means is settled when the container is made; its layers are
/// merged on the host only while the container starts.</summary>
internal sealed class ImageMounts(ImageStore images, string execRoot)
{
    private readonly StartPlaces places = new(Path.Combine(execRoot, "images"));

    /// <summary>Removes what a start left that was cut off.</summary>
    public void Load() => places.Clear();

    /// <summary>Finds the images that a container's mounts name.</summary>
    /// <exception cref="Oci.Errors.GantryException">NotFound: there is no such image.</exception>
    public IReadOnlyList<MountPoint> Attach(IReadOnlyList<MountPoint> mounts) => [.. mounts.Select(m => m.Type == "image" ? Attach(m) : m)];

    /// <summary>Mounts the images a container needs and gives its mounts with the paths they have for this start.</summary>
    /// <param name="container">The container's id.</param>
    /// <param name="mounts">Its mounts.</param>
    /// <param name="users">The user namespace it runs in, where images have the owners they were made with; null: the host's.</param>
    public IReadOnlyList<MountPoint> Mount(string container, IReadOnlyList<MountPoint> mounts, SafeFileHandle? users) =>
        [.. mounts.Select((m, index) => m.Type == "image" ? m with { Source = Show(container, m, index, users) } : m)];

    /// <summary>Takes away what only a start needed.</summary>
    public void Started(string container) => places.Remove(container);

    private MountPoint Attach(MountPoint mount)
    {
        var image = images.Resolve(mount.Name!);
        return mount with { ImageId = image.Id.ToString(), Source = Known(image) };
    }

    private string Show(string container, MountPoint mount, int index, SafeFileHandle? users)
    {
        var image = images.Resolve(mount.ImageId!);
        var whole = places.Make(container, $"{index}");
        images.Snapshots.MountLayers(image.ChainId, whole, users);
        if (mount.Spec?.ImageOptions?.Subpath is not { Length: > 0 } path)
            return whole;
        using var tree = RootedDirectory.Open(whole);
        return places.Show(container, $"{index}.path", tree, path, Known(image));
    }

    /// <summary>Where Docker would have the merged tree.</summary>
    private string Known(ImageRecord image) => images.DirectoriesOf(image).GetValueOrDefault("MergedDir", "");
}
