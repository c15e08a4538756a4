using System.IO.Pipelines;

using Gantry.Engine.Containers;
using Gantry.Linux.Files;
using Gantry.Linux.Paths;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;
using Gantry.Storage.Images;
using Gantry.Storage.Trees;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Engine.Volumes;

/// <summary>Copies what an image has at a volume's place into the volume, when that is empty.</summary>
internal sealed class VolumeFiller(ImageStore images, EngineVolumes volumes)
{
    /// <summary>Fills the volumes of a container that was just made.</summary>
    /// <exception cref="GantryException">Internal: the image has a file where a volume is to be.</exception>
    public async Task FillAsync(string container, IReadOnlyList<MountPoint> mounts, CancellationToken cancellation)
    {
        foreach (var mount in mounts.Where(m => m is { Type: "volume", NoCopy: false }))
            await FillAsync(container, mount, cancellation);
    }

    /// <summary>Mounts only what there is something for: a plugin may take its time.</summary>
    private async Task FillAsync(string container, MountPoint mount, CancellationToken cancellation)
    {
        using var view = images.Snapshots.MountReadOnly(container);
        using var source = view.Tree.TryOpen(FileName.FromText(mount.Destination), OpenFlags.O_RDONLY | OpenFlags.O_NONBLOCK, out _);
        if (source is null)
            return;
        await volumes.WithContentAsync(mount, container, content => FillAsync(mount, source, content, cancellation), cancellation);
    }

    private static async Task FillAsync(MountPoint mount, SafeFileHandle source, string content, CancellationToken cancellation)
    {
        using var whole = RootedDirectory.Open(content);
        using var place = Place(whole, mount.Spec?.VolumeOptions?.Subpath);
        if (place is null || DirectoryEntries.Names(place).Any())
            return;
        var status = At.Status(source);
        if (!status.IsDirectory)
            throw new GantryException(ErrorKind.Internal, mount.Anonymous ? $"cannot mount volume over existing file, file exists {mount.Destination}" : $"source {mount.Destination} is not directory");
        using var from = new RootedDirectory(OpenFile.Reopen(source, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY));
        using var target = new RootedDirectory(OpenFile.Reopen(place, OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY));
        if (DirectoryEntries.Names(source).Any())
            await CopyAsync(from, target, cancellation);
        OpenFile.ChangeOwner(target.Handle, status.UserId, status.GroupId, content);
        OpenFile.ChangePermissions(target.Handle, status.Permissions, content);
    }

    /// <summary>The directory the container will see; null where a path inside a volume leads to none, which its start will tell.</summary>
    private static SafeFileHandle? Place(RootedDirectory volume, string? path) =>
        volume.TryOpenBeneath(path is { Length: > 0 } ? path : ".", OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY, out _);

    private static async Task CopyAsync(RootedDirectory from, RootedDirectory to, CancellationToken cancellation)
    {
        var pipe = new Pipe();
        var reading = ReadAsync();
        Exception? failure = null;
        try
        {
            await TreeCopy.WriteAsync(from, "/", ".", ids: null, pipe.Writer.AsStream(leaveOpen: true), cancellation);
        }
        catch (Exception e)
        {
            failure = e;
            throw;
        }
        finally
        {
            await pipe.Writer.CompleteAsync(failure);
            await reading;
        }

        // Ends the pipe also where it fails, so that the writing side does not wait for room.
        async Task ReadAsync()
        {
            try
            {
                await TreeCopy.ExtractAsync(to, "/", pipe.Reader.AsStream(leaveOpen: true), keepsKinds: false, owner: null, ids: null, cancellation);
            }
            finally
            {
                await pipe.Reader.CompleteAsync();
            }
        }
    }
}
