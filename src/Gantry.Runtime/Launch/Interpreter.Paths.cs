using Gantry.Linux.Mounts;
using Gantry.Linux.Syscalls;
using Gantry.Runtime.LaunchPlans;

namespace Gantry.Runtime.Launch;

/// <content>Everything that touches the container's tree. Its content is the image's, so each path is resolved by the kernel below the root
/// (openat2(2) with RESOLVE_IN_ROOT), and what was found is held by its descriptor: no link can lead outside, and none can be exchanged in between.</content>
internal static unsafe partial class Interpreter
{
    private const int AT_EMPTY_PATH = 0x1000;
    private const int PathOnly = OpenFlags.O_PATH | OpenFlags.O_CLOEXEC;
    private const int PathMax = 4096;
    private const int MaxLinks = 16;

    /// <summary>No error number: the walk goes on along another path.</summary>
    private const nint FollowLink = -4095;

    /// <summary>openat2(2) below the root.</summary>
    private static nint OpenBelow(int root, byte* path, long flags, long resolve = 0)
    {
        long* how = stackalloc long[3];
        how[0] = flags;
        how[1] = 0;
        how[2] = OpenFlags.RESOLVE_IN_ROOT | OpenFlags.RESOLVE_NO_MAGICLINKS | resolve;
        nint result;
        do
            result = Kernel.Retry(SystemCall.openat2, root, (nint)path, (nint)how, 24);
        while (result == -Errno.EAGAIN);
        return result;
    }

    /// <summary>Opens a path below the root; the missing part of it is made component by component.</summary>
    private static nint Target(int root, byte* path, TargetKind kind, long resolve, byte* scratch)
    {
        var found = OpenBelow(root, path, PathOnly, resolve);
        if (found != -Errno.ENOENT)
            return found;
        byte* whole = scratch;
        byte* other = scratch + PathMax;
        if (!Join(whole, null, path))
            return -Errno.ENAMETOOLONG;
        for (var links = 0; links < MaxLinks; links++)
        {
            var made = MakeTarget(root, whole, kind, resolve, other);
            if (made != FollowLink)
                return made;
            var previous = whole;
            whole = other;
            other = previous;
        }

        return -Errno.ELOOP;
    }

    /// <summary>Walks a path and makes what is missing. A link that leads to nothing cannot be walked: then the path it stands for
    /// is left in <paramref name="next"/> and the walk starts again.</summary>
    private static nint MakeTarget(int root, byte* path, TargetKind kind, long resolve, byte* next)
    {
        nint parent = root;
        for (var at = 0; ;)
        {
            while (path[at] == '/')
                at++;
            if (path[at] == 0)
                return parent;
            var name = at;
            while (path[at] is not 0 and not (byte)'/')
                at++;
            var end = path[at];
            var rest = at;
            while (path[rest] == '/')
                rest++;
            var last = path[rest] == 0;
            path[at] = 0;
            var opened = OpenBelow(root, path, PathOnly, resolve);
            if (opened == -Errno.ENOENT)
            {
                var made = last && kind == TargetKind.File ? MakeFile((int)parent, path + name) : Kernel.Call(SystemCall.mkdirat, parent, (nint)(path + name), 0x1ed);
                opened = made < 0 && made != -Errno.EEXIST ? made : OpenBelow(root, path, PathOnly, resolve);
                if (opened == -Errno.ENOENT && resolve == 0)
                    opened = Resolve(parent, path, name, path + rest, next);
            }

            path[at] = end;
            if (parent != root)
                Kernel.Call(SystemCall.close, parent);
            if (opened < 0)
                return opened;
            parent = opened;
        }
    }

    /// <summary>Replaces the last component of <paramref name="path"/>, a link, by what it says, and appends the rest.</summary>
    private static nint Resolve(nint parent, byte* path, int name, byte* rest, byte* next)
    {
        byte* link = stackalloc byte[PathMax];
        var length = Kernel.Call(SystemCall.readlinkat, parent, (nint)(path + name), (nint)link, PathMax - 1);
        if (length < 0)
            return length == -Errno.EINVAL ? -Errno.ENOENT : length;
        link[length] = 0;
        if (link[0] == '/')
            return Join(next, link, rest) ? FollowLink : -Errno.ENAMETOOLONG;
        byte* whole = stackalloc byte[PathMax];
        path[name] = 0;
        return Join(whole, path, link) && Join(next, whole, rest) ? FollowLink : -Errno.ENAMETOOLONG;
    }

    /// <summary>Writes <c>first/second</c>; false when it is too long.</summary>
    private static bool Join(byte* target, byte* first, byte* second)
    {
        var length = 0;
        for (; first != null && *first != 0 && length < PathMax - 2; first++)
            target[length++] = *first;
        target[length++] = (byte)'/';
        for (; *second != 0 && length < PathMax - 1; second++)
            target[length++] = *second;
        target[length] = 0;
        return *second == 0;
    }

    private static nint MakeFile(int directory, byte* name)
    {
        const int O_CREAT = 0x40;
        const int O_EXCL = 0x80;
        var file = Kernel.Retry(SystemCall.openat, directory, (nint)name, OpenFlags.O_WRONLY | O_CREAT | O_EXCL | OpenFlags.O_CLOEXEC, 0x1a4);
        if (file >= 0)
            Kernel.Call(SystemCall.close, file);
        return file;
    }

    private static bool IsDirectory(int descriptor) => IsDirectory(descriptor, AT_EMPTY_PATH, null);

    private static bool IsDirectoryAt(byte* path) => IsDirectory(OpenFlags.AT_FDCWD, 0, path);

    private static bool IsDirectory(int directory, int flags, byte* path)
    {
        byte* status = stackalloc byte[256];
        byte empty = 0;
        return Kernel.Call(SystemCall.statx, directory, (nint)(path == null ? &empty : path), flags, 1, (nint)status) == 0 && (*(ushort*)(status + 28) & 0xf000) == 0x4000;
    }

    private static nint Mask(int root, byte* path, long* covered, byte* scratch)
    {
        var target = OpenBelow(root, path, PathOnly);
        if (target < 0)
            return target is -Errno.ENOENT or -Errno.ENOTDIR ? 0 : target;
        var result = !IsDirectory((int)target) ? MaskFile(root, target)
            : *covered > 0 ? BindOver((nint)(*covered), target, 0)
            : MaskFirst(root, path, target, covered, scratch);
        Kernel.Call(SystemCall.close, target);
        return result;
    }

    /// <summary>One empty directory serves for all: each of its own would be a file system in memory.</summary>
    private static nint MaskFirst(int root, byte* path, nint target, long* covered, byte* scratch)
    {
        nint result;
        fixed (byte* type = "tmpfs\0"u8, options = "size=4k,nr_inodes=1\0"u8)
            result = Kernel.Call(SystemCall.mount, (nint)type, (nint)DescriptorPath(target, scratch), (nint)type, (nint)MountFlags.ReadOnly, (nint)options);
        if (result == 0)
            *covered = OpenBelow(root, path, PathOnly);
        return result;
    }

    private static nint MaskFile(int root, nint target)
    {
        nint device;
        fixed (byte* name = "dev/null\0"u8)
            device = OpenBelow(root, name, PathOnly);
        if (device < 0)
            return device;

        // Whoever prepared the image must not choose what is laid over the path: it has to be the null device itself.
        byte* status = stackalloc byte[256];
        byte empty = 0;
        var result = Kernel.Call(SystemCall.statx, device, (nint)(&empty), AT_EMPTY_PATH, 0x7ff, (nint)status);
        if (result == 0 && !IsNull(status))
            result = -Errno.EINVAL;
        if (result == 0)
            result = BindOver(device, target, 0);
        Kernel.Call(SystemCall.close, device);
        return result;
    }

    private static nint ReadOnly(int root, byte* path)
    {
        var target = OpenBelow(root, path, PathOnly);
        if (target < 0)
            return target is -Errno.ENOENT or -Errno.ENOTDIR ? 0 : target;
        var result = BindOver(target, target, MountAttributes.MOUNT_ATTR_RDONLY);
        Kernel.Call(SystemCall.close, target);
        return result;
    }

    /// <summary>Lays a copy of one mount over a path, both held by descriptors.</summary>
    private static nint BindOver(nint source, nint target, ulong attributes)
    {
        const int OPEN_TREE_CLONE = 1;
        const int MOVE_MOUNT_F_EMPTY_PATH = 0x4;
        const int MOVE_MOUNT_T_EMPTY_PATH = 0x40;
        byte empty = 0;
        var tree = Kernel.Call(SystemCall.open_tree, source, (nint)(&empty), OPEN_TREE_CLONE | OpenFlags.O_CLOEXEC | AT_EMPTY_PATH | 0x8000);
        if (tree < 0)
            return tree;
        nint result = 0;
        if (attributes != 0)
        {
            ulong* change = stackalloc ulong[4];
            change[0] = attributes;
            change[1] = 0;
            change[2] = 0;
            change[3] = 0;
            result = Kernel.Call(SystemCall.mount_setattr, tree, (nint)(&empty), AT_EMPTY_PATH | 0x8000, (nint)change, 32);
        }

        if (result == 0)
            result = Kernel.Call(SystemCall.move_mount, tree, (nint)(&empty), target, (nint)(&empty), MOVE_MOUNT_F_EMPTY_PATH | MOVE_MOUNT_T_EMPTY_PATH);
        Kernel.Call(SystemCall.close, tree);
        return result;
    }
}
