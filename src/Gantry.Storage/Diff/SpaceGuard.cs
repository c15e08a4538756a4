using Gantry.Linux.Files;
using Gantry.Oci.Errors;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Storage.Diff;

/// <summary>Stops whoever fills the disk from outside before it is full: an archive that unpacks without end must not take the room that
/// running containers need. A reserve of 2 percent, at most 1 GiB, is left.</summary>
/// <param name="place">An open file or directory of the file system.</param>
/// <param name="path">Its path, for the message.</param>
internal sealed class SpaceGuard(SafeFileHandle place, string path)
{
    private const long Interval = 16 << 20;
    private const long EntryCost = 4096;
    private const long ReserveLimit = 1L << 30;

    private readonly Lock _asking = new();
    private long _written = Interval; // the first look is at once

    /// <summary>Counts bytes and new entries, and looks at the disk now and then. Several threads may count.</summary>
    /// <exception cref="GantryException">Unavailable: the reserve would be touched.</exception>
    public void Count(long bytes, int entries)
    {
        if (Interlocked.Add(ref _written, bytes + entries * EntryCost) < Interval) return;
        lock (_asking)
        {
            Interlocked.Exchange(ref _written, 0);
            var free = FreeSpace.Of(place);
            var reserve = Math.Min(ReserveLimit, free.TotalBytes / 50);
            if (free.Bytes < reserve + bytes)
                throw new GantryException(ErrorKind.Unavailable, $"no space left on device: {path} has {free.Bytes >> 20} MiB left, of which {reserve >> 20} MiB are kept free");
            if (free.TotalInodes > 0 && free.Inodes < free.TotalInodes / 200)
                throw new GantryException(ErrorKind.Unavailable, $"no space left on device: {path} has {free.Inodes} inodes left");
        }
    }
}
