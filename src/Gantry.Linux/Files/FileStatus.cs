namespace Gantry.Linux.Files;

/// <summary>What statx(2) tells about a file.</summary>
/// <param name="Kind">Which kind of file it is.</param>
/// <param name="Permissions">The permission bits with set-user-id, set-group-id and sticky (07777).</param>
/// <param name="UserId">The owner.</param>
/// <param name="GroupId">The group.</param>
/// <param name="Size">The size in bytes.</param>
/// <param name="Blocks">What it takes on disk, in units of 512 bytes.</param>
/// <param name="Links">How many names the file has.</param>
/// <param name="Inode">The inode's number.</param>
/// <param name="Device">The file system it is on, as major and minor.</param>
/// <param name="Node">For a device node, the device it stands for.</param>
/// <param name="Modified">When the content changed last.</param>
/// <param name="Changed">When the inode changed last.</param>
public readonly record struct FileStatus(
    FileKind Kind,
    uint Permissions,
    uint UserId,
    uint GroupId,
    long Size,
    long Blocks,
    uint Links,
    ulong Inode,
    DeviceNumber Device,
    DeviceNumber Node,
    FileTime Modified,
    FileTime Changed)
{
    /// <summary>Whether it is a directory.</summary>
    public bool IsDirectory => Kind == FileKind.Directory;

    /// <summary>Whether it is overlayfs's mark of a deleted name: a character device 0/0.</summary>
    public bool IsWhiteout => Kind == FileKind.CharacterDevice && Node == default;
}
