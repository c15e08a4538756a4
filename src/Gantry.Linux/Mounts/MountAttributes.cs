using System.Runtime.InteropServices;

namespace Gantry.Linux.Mounts;

/// <summary>The argument of mount_setattr(2).</summary>
[StructLayout(LayoutKind.Sequential)]
public struct MountAttributes
{
    /// <summary>MOUNT_ATTR_* to set.</summary>
    public ulong Set;

    /// <summary>MOUNT_ATTR_* to clear.</summary>
    public ulong Clear;

    /// <summary>MS_PRIVATE, MS_SLAVE, MS_SHARED, MS_UNBINDABLE or zero.</summary>
    public ulong Propagation;

    /// <summary>Descriptor of the user namespace of an id-mapped mount.</summary>
    public ulong UserNamespace;

#pragma warning disable CS1591 // mount_setattr(2)
    public const ulong MOUNT_ATTR_RDONLY = 1;
    public const ulong MOUNT_ATTR_NOSUID = 2;
    public const ulong MOUNT_ATTR_NODEV = 4;
    public const ulong MOUNT_ATTR_NOEXEC = 8;
    public const ulong MOUNT_ATTR__ATIME = 0x70;
    public const ulong MOUNT_ATTR_RELATIME = 0;
    public const ulong MOUNT_ATTR_NOATIME = 0x10;
    public const ulong MOUNT_ATTR_STRICTATIME = 0x20;
    public const ulong MOUNT_ATTR_NODIRATIME = 0x80;
    public const ulong MOUNT_ATTR_IDMAP = 0x100000;
    public const ulong MOUNT_ATTR_NOSYMFOLLOW = 0x200000;
#pragma warning restore CS1591
}
