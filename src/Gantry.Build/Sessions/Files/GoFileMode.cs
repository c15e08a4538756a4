using Gantry.Linux.Files;

namespace Gantry.Build.Sessions.Files;

/// <summary>The modes of files on the wire: the bits of Go's io/fs.FileMode, which are not the kernel's.</summary>
internal static class GoFileMode
{
    private const uint Directory = 1u << 31;
    private const uint SymbolicLink = 1u << 27;
    private const uint Device = 1u << 26;
    private const uint Pipe = 1u << 25;
    private const uint SetUserId = 1u << 23;
    private const uint SetGroupId = 1u << 22;
    private const uint Character = 1u << 21;
    private const uint Sticky = 1u << 20;
    private const uint PermissionBits = 0x1FF;

    public static FileKind Kind(uint mode) =>
        (mode & Directory) != 0 ? FileKind.Directory
        : (mode & SymbolicLink) != 0 ? FileKind.SymbolicLink
        : (mode & Device) != 0 ? (mode & Character) != 0 ? FileKind.CharacterDevice : FileKind.BlockDevice
        : (mode & Pipe) != 0 ? FileKind.Pipe
        : FileKind.Regular;

    public static uint Permissions(uint mode) =>
        (mode & PermissionBits)
        | ((mode & SetUserId) != 0 ? 0x800u : 0)
        | ((mode & SetGroupId) != 0 ? 0x400u : 0)
        | ((mode & Sticky) != 0 ? 0x200u : 0);

    /// <summary>The mode of a file here. A socket travels as a regular file, as archives have none.</summary>
    public static uint Of(FileKind kind, uint permissions) =>
        (permissions & PermissionBits)
        | ((permissions & 0x800) != 0 ? SetUserId : 0)
        | ((permissions & 0x400) != 0 ? SetGroupId : 0)
        | ((permissions & 0x200) != 0 ? Sticky : 0)
        | kind switch
        {
            FileKind.Directory => Directory,
            FileKind.SymbolicLink => SymbolicLink,
            FileKind.CharacterDevice => Device | Character,
            FileKind.BlockDevice => Device,
            FileKind.Pipe => Pipe,
            _ => 0,
        };
}
