using Gantry.Linux.Syscalls;

namespace Gantry.Runtime.Launch;

/// <content>The last steps: the program and its streams.</content>
internal static unsafe partial class Interpreter
{
    private const int STATX_BASIC_STATS = 0x7ff;
    private const int FormatMask = 0xf000;
    private const int DirectoryFormat = 0x4000;
    private const int CharacterFormat = 0x2000;
    private const int AnyExecute = 0x49; // --x--x--x
    private const int ExitOfRefused = 255;

    /// <summary>The first candidate that may be executed; the reason of the last one otherwise. A script whose interpreter is missing is found,
    /// since that is for execve to say.</summary>
    private static nint Find(byte** candidates)
    {
        nint reason = -Errno.ENOENT;
        for (; *candidates != null; candidates++)
        {
            reason = CheckProgram(*candidates);
            if (reason == 0)
                return (nint)(*candidates);
        }

        return reason;
    }

    /// <summary>The container's filter may be in force already: only calls that every list of allowed ones has, or what does without.</summary>
    private static nint CheckProgram(byte* path)
    {
        byte* status = stackalloc byte[256];
        var reason = Kernel.Call(SystemCall.newfstatat, OpenFlags.AT_FDCWD, (nint)path, (nint)status, 0);
        if (reason < 0)
            return reason;

        // st_mode of struct stat.
        var mode = *(int*)(status + 24);
        if ((mode & FormatMask) == DirectoryFormat)
            return -Errno.EISDIR;
        reason = Kernel.Call(SystemCall.faccessat2, OpenFlags.AT_FDCWD, (nint)path, 1, OpenFlags.AT_EACCESS);
        if (reason is -Errno.EPERM or -Errno.ENOSYS)
            reason = (mode & AnyExecute) != 0 ? 0 : -Errno.EACCES;
        return reason;
    }

    private static nint Execute(byte* path, byte** arguments, byte** environment, byte* messages, byte* scratch)
    {
        var error = Kernel.Call(SystemCall.execve, (nint)path, (nint)arguments, (nint)environment);
        var end = scratch + ScratchSize - 1;
        var at = Append(end, path, Append(end, "exec "u8, scratch));
        at = Append(end, ": "u8, at);
        at = Append(end, Message(messages, (byte)-error), at);
        *at++ = (byte)'\n';
        Kernel.Retry(SystemCall.write, 2, (nint)scratch, (nint)(at - scratch));
        Kernel.Call(SystemCall.exit_group, ExitOfRefused);
        return error;
    }

    /// <summary>Finds a text in a list of error number, text and zero, that a zero number ends.</summary>
    private static byte* Message(byte* messages, byte errno)
    {
        while (*messages != 0 && *messages != errno)
        {
            while (*messages != 0)
                messages++;
            messages++;
        }

        return *messages == 0 ? messages : messages + 1;
    }

    private static byte* Append(byte* end, ReadOnlySpan<byte> text, byte* at)
    {
        for (var i = 0; i < text.Length && at < end; i++)
            *at++ = text[i];
        return at;
    }

    private static byte* Append(byte* end, byte* text, byte* at)
    {
        while (*text != 0 && at < end)
            *at++ = *text++;
        return at;
    }

    private static nint GiveStream(int stream, uint user)
    {
        byte* status = stackalloc byte[256];
        byte empty = 0;
        var result = Kernel.Call(SystemCall.statx, stream, (nint)(&empty), AT_EMPTY_PATH, STATX_BASIC_STATS, (nint)status);
        if (result < 0)
            return result;

        // The host's null device may stand here, and must stay the host's. A terminal (Unix98, major 136 to 143) belongs to this process.
        var major = *(uint*)(status + 128);
        return (Mode(status) & FormatMask) == CharacterFormat && major is < 136 or > 143 ? 0 : Kernel.Call(SystemCall.fchown, stream, (nint)user, -1);
    }

    private static nint ReopenNull(int stream)
    {
        byte* status = stackalloc byte[256];
        byte empty = 0;
        var result = Kernel.Call(SystemCall.statx, stream, (nint)(&empty), AT_EMPTY_PATH, STATX_BASIC_STATS, (nint)status);
        if (result < 0 || !IsNull(status))
            return result;
        nint own;
        fixed (byte* path = "/dev/null\0"u8)
            own = Kernel.Call(SystemCall.openat, OpenFlags.AT_FDCWD, (nint)path, OpenFlags.O_RDWR | OpenFlags.O_NOFOLLOW | OpenFlags.O_NONBLOCK | OpenFlags.O_CLOEXEC);
        if (own < 0)
            return own;
        result = Kernel.Call(SystemCall.statx, own, (nint)(&empty), AT_EMPTY_PATH, STATX_BASIC_STATS, (nint)status);
        if (result == 0 && IsNull(status))
            result = Kernel.Call(SystemCall.dup3, own, stream, 0);
        Kernel.Call(SystemCall.close, own);
        return result;
    }

    /// <summary>Whether it is the null device, major 1 and minor 3.</summary>
    private static bool IsNull(byte* status) => (Mode(status) & FormatMask) == CharacterFormat && *(uint*)(status + 128) == 1 && *(uint*)(status + 132) == 3;

    /// <summary>stx_mode of struct statx.</summary>
    private static ushort Mode(byte* status) => *(ushort*)(status + 28);
}
