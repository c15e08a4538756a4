using Gantry.Linux.Syscalls;
using Gantry.Runtime.LaunchPlans;

namespace Gantry.Runtime.Launch;

/// <content>File systems in memory, and what they take over from what they cover.</content>
internal static unsafe partial class Interpreter
{
    private const int DeepestCopy = 64;
    private const int CopyBuffer = 32 << 10;
    private const int LinkFormat = 0xa000;
    private const int FileFormat = 0x8000;

    private static nint Tmpfs(int root, byte* path, byte* source, nint flags, byte* options, byte* scratch)
    {
        byte* data = stackalloc byte[PathMax];
        var end = Append(data + PathMax - 16, options, data);
        *end = 0;
        var existing = OpenBelow(root, path, PathOnly);
        if (existing >= 0 && !NamesMode(options))
        {
            byte* status = stackalloc byte[256];
            byte empty = 0;
            if (Kernel.Call(SystemCall.statx, existing, (nint)(&empty), AT_EMPTY_PATH, STATX_BASIC_STATS, (nint)status) == 0)
                AppendMode(end, end > data, Mode(status));
        }

        var target = existing >= 0 ? existing : Target(root, path, TargetKind.Directory, 0, scratch);
        if (target < 0)
            return target;
        nint result;
        fixed (byte* type = "tmpfs\0"u8)
            result = Kernel.Call(SystemCall.mount, (nint)source, (nint)DescriptorPath(target, scratch), (nint)type, flags, (nint)data);
        Kernel.Call(SystemCall.close, target);
        return result;
    }

    private static bool NamesMode(byte* options)
    {
        for (var at = options; *at != 0; at++)
        {
            if ((at == options || at[-1] == ',') && at[0] == 'm' && at[1] == 'o' && at[2] == 'd' && at[3] == 'e' && at[4] == '=')
                return true;
        }

        return false;
    }

    private static void AppendMode(byte* end, bool separate, ushort mode)
    {
        if (separate)
            *end++ = (byte)',';
        "mode="u8.CopyTo(new Span<byte>(end, 5));
        end += 5;
        for (var shift = 9; shift >= 0; shift -= 3)
            *end++ = (byte)('0' + ((mode >> shift) & 7));
        *end = 0;
    }

    /// <summary>Copies directories, files and links with owner and mode; devices and sockets stay behind.</summary>
    private static nint CopyUp(int from, int to, int depth)
    {
        if (depth > DeepestCopy)
            return -Errno.ELOOP;
        byte* entries = stackalloc byte[4096];
        for (nint count; (count = Kernel.Retry(SystemCall.getdents64, from, (nint)entries, 4096)) != 0;)
        {
            if (count < 0)
                return count;
            // struct linux_dirent64: inode, offset, length, type, name.
            for (nint at = 0; at < count; at += *(ushort*)(entries + at + 16))
            {
                var name = entries + at + 19;
                if (name[0] == '.' && (name[1] == 0 || (name[1] == '.' && name[2] == 0)))
                    continue;
                var result = CopyOne(from, to, name, depth);
                if (result < 0)
                    return result;
            }
        }

        return 0;
    }

    private static nint CopyOne(int from, int to, byte* name, int depth)
    {
        byte* status = stackalloc byte[256];
        var result = Kernel.Call(SystemCall.statx, from, (nint)name, OpenFlags.AT_SYMLINK_NOFOLLOW, STATX_BASIC_STATS, (nint)status);
        if (result < 0)
            return result;
        var mode = Mode(status);
        result = (mode & FormatMask) switch
        {
            DirectoryFormat => CopyDirectory(from, to, name, depth),
            FileFormat => CopyFile(from, to, name),
            LinkFormat => CopyLink(from, to, name),
            _ => 1,
        };
        if (result != 0)
            return result < 0 ? result : 0;
        result = Kernel.Call(SystemCall.fchownat, to, (nint)name, (nint)(*(uint*)(status + 20)), (nint)(*(uint*)(status + 24)), OpenFlags.AT_SYMLINK_NOFOLLOW);
        return result < 0 || (mode & FormatMask) == LinkFormat ? result : Kernel.Call(SystemCall.fchmodat, to, (nint)name, mode & 0xfff);
    }

    private static nint CopyDirectory(int from, int to, byte* name, int depth)
    {
        var made = Kernel.Call(SystemCall.mkdirat, to, (nint)name, 0x1ed);
        if (made < 0)
            return made;
        const int flags = OpenFlags.O_RDONLY | OpenFlags.O_DIRECTORY | OpenFlags.O_NOFOLLOW | OpenFlags.O_CLOEXEC;
        var source = Kernel.Call(SystemCall.openat, from, (nint)name, flags);
        var target = Kernel.Call(SystemCall.openat, to, (nint)name, flags);
        var result = source < 0 ? source : target < 0 ? target : CopyUp((int)source, (int)target, depth + 1);
        Kernel.Call(SystemCall.close, source);
        Kernel.Call(SystemCall.close, target);
        return result;
    }

    private static nint CopyFile(int from, int to, byte* name)
    {
        var source = Kernel.Call(SystemCall.openat, from, (nint)name, OpenFlags.O_RDONLY | OpenFlags.O_NOFOLLOW | OpenFlags.O_CLOEXEC);
        if (source < 0)
            return source;
        var target = Kernel.Call(SystemCall.openat, to, (nint)name, OpenFlags.O_WRONLY | OpenFlags.O_CREAT | OpenFlags.O_EXCL | OpenFlags.O_CLOEXEC, 0x180);
        var result = target < 0 ? target : CopyBytes(source, target);
        Kernel.Call(SystemCall.close, source);
        Kernel.Call(SystemCall.close, target);
        return result;
    }

    private static nint CopyBytes(nint source, nint target)
    {
        byte* buffer = stackalloc byte[CopyBuffer];
        for (nint read; (read = Kernel.Retry(SystemCall.read, source, (nint)buffer, CopyBuffer)) != 0;)
        {
            for (nint done = 0; read > 0 && done < read;)
            {
                var written = Kernel.Retry(SystemCall.write, target, (nint)(buffer + done), read - done);
                if (written < 0)
                    return written;
                done += written;
            }

            if (read < 0)
                return read;
        }

        return 0;
    }

    private static nint CopyLink(int from, int to, byte* name)
    {
        byte* text = stackalloc byte[PathMax];
        var length = Kernel.Call(SystemCall.readlinkat, from, (nint)name, (nint)text, PathMax - 1);
        if (length < 0)
            return length;
        text[length] = 0;
        return Kernel.Call(SystemCall.symlinkat, (nint)text, to, (nint)name);
    }
}
