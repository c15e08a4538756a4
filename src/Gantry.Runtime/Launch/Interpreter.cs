using Gantry.Linux.Syscalls;
using Gantry.Runtime.LaunchPlans;

namespace Gantry.Runtime.Launch;

/// <summary>Performs a plan's steps, one after the other. Runs in the child between clone3(2) and execve(2): it allocates nothing,
/// throws nothing, takes no lock; what it needs was made before.</summary>
internal static unsafe partial class Interpreter
{
    /// <summary>Performs steps; -1 when all went well, otherwise the index of the failed one with its error number.</summary>
    public static int Run(StepRecord* steps, int from, int count, long* registers, byte* scratch, out int errno)
    {
        for (var i = from; i < from + count; i++)
        {
            var step = steps + i;
            var result = Perform(step, registers, scratch);
            if (result < 0)
            {
                var error = (int)-result;
                if (step->Tolerated != LaunchStep.AnyError && error != step->Tolerated && (step->AlsoTolerated == 0 || error != step->AlsoTolerated))
                {
                    errno = error;
                    return i;
                }

                i += step->Skip;
                continue;
            }

            if (step->Result >= 0)
                registers[step->Result] = result;
        }

        errno = 0;
        return -1;
    }

    private static nint Perform(StepRecord* step, long* registers, byte* scratch)
    {
        nint* arguments = stackalloc nint[6];
        for (var i = 0; i < 6; i++)
        {
            var kind = (ArgumentKind)((step->Kinds >> (4 * i)) & 15);
            var value = step->Arguments[i];
            arguments[i] = kind switch
            {
                ArgumentKind.Register => (nint)registers[value],
                ArgumentKind.DescriptorPath => (nint)DescriptorPath(registers[value], scratch),
                _ => (nint)value,
            };
        }

        return (Operation)step->Operation switch
        {
            Operation.Target => Target((int)arguments[0], (byte*)arguments[1], (TargetKind)arguments[2], arguments[3], scratch),
            Operation.TargetLike => Target((int)arguments[0], (byte*)arguments[1], IsDirectory((int)arguments[2]) ? TargetKind.Directory : TargetKind.File, arguments[3], scratch),
            Operation.Write => Write((byte*)arguments[0], (byte*)arguments[1], arguments[2]),
            Operation.Mask => Mask((int)arguments[0], (byte*)arguments[1], registers + Register.CoveredIndex, scratch),
            Operation.ReadOnly => ReadOnly((int)arguments[0], (byte*)arguments[1]),
            Operation.DefaultSignals => DefaultSignals(),
            Operation.EnterUnless => arguments[0] > 0 ? 0 : Kernel.Call(SystemCall.chdir, arguments[1]),
            Operation.CheckDirectory => CheckDirectory(scratch),
            Operation.Find => Find((byte**)arguments[0]),
            Operation.Execute => Execute((byte*)arguments[0], (byte**)arguments[1], (byte**)arguments[2], (byte*)arguments[3], scratch),
            Operation.GiveStream => GiveStream((int)arguments[0], (uint)arguments[1]),
            Operation.SendDescriptor => Descriptors.Send((int)arguments[0], (int)arguments[1]),
            Operation.OpenTerminal => OpenTerminal((int)arguments[0], (ushort)arguments[1], (ushort)arguments[2], arguments[3] != 0),
            Operation.Meet => Meet((int)arguments[0], (int)arguments[1], (int)arguments[2], (int)arguments[3]),
            Operation.Fetch => Fetch((int)arguments[0], (int)arguments[1], (int)arguments[2], (int)arguments[3]),
            Operation.Pass => Tell((int)arguments[0], (int)arguments[1], 0),
            Operation.Respawn => Respawn((int)arguments[0]),
            Operation.Wait => Wait((int)arguments[0]),
            Operation.CloseOthers => CloseOthers((int)arguments[0], (int)arguments[1], (int)arguments[2]),
            Operation.ReopenNull => ReopenNull((int)arguments[0]),
            Operation.RunHook => RunHook((byte*)arguments[0], (byte**)arguments[1], (byte**)arguments[2], (byte**)arguments[3], (int)arguments[4], arguments[5]),
            Operation.Tmpfs => Tmpfs((int)arguments[0], (byte*)arguments[1], (byte*)arguments[2], arguments[3], (byte*)arguments[4], scratch),
            Operation.CopyUp => CopyUp((int)arguments[0], (int)arguments[1], 0),
            _ => Kernel.Retry((SystemCall)step->Operation, arguments[0], arguments[1], arguments[2], arguments[3], arguments[4], arguments[5]),
        };
    }

    /// <summary>Writes <c>/proc/self/fd/N</c> into the scratch memory.</summary>
    private static byte* DescriptorPath(long descriptor, byte* scratch)
    {
        "/proc/self/fd/"u8.CopyTo(new Span<byte>(scratch, 32));
        var digits = 1;
        for (var rest = descriptor / 10; rest > 0; rest /= 10)
            digits++;
        for (var i = digits - 1; i >= 0; i--, descriptor /= 10)
            scratch[14 + i] = (byte)('0' + (descriptor % 10));
        scratch[14 + digits] = 0;
        return scratch;
    }

    private static nint Write(byte* path, byte* text, nint length)
    {
        var file = Kernel.Retry(SystemCall.openat, OpenFlags.AT_FDCWD, (nint)path, OpenFlags.O_WRONLY | OpenFlags.O_CLOEXEC);
        if (file < 0)
            return file;
        var written = Kernel.Retry(SystemCall.write, file, (nint)text, length);
        Kernel.Call(SystemCall.close, file);
        return written;
    }

    private static nint DefaultSignals()
    {
        // struct kernel_sigaction: handler (SIG_DFL), flags, restorer, mask.
        long* action = stackalloc long[4];
        for (var i = 0; i < 4; i++)
            action[i] = 0;
        for (var signal = 1; signal <= 64; signal++)
            Kernel.Call(SystemCall.rt_sigaction, signal, (nint)action, 0, 8);
        return Kernel.Call(SystemCall.rt_sigprocmask, 2, (nint)action, 0, 8);
    }

    /// <summary>A working directory outside the root shows as a path that does not begin with a slash (getcwd(2)).</summary>
    private static nint CheckDirectory(byte* scratch)
    {
        var length = Kernel.Call(SystemCall.getcwd, (nint)scratch, ScratchSize);
        return length < 0 ? length : scratch[0] == (byte)'/' ? 0 : -Errno.ENOENT;
    }

    private static nint OpenTerminal(int master, ushort rows, ushort columns, bool keepsLineFeeds)
    {
        const int TIOCSPTLCK = 0x40045431;
        const int TIOCGPTPEER = 0x5441;
        const int TIOCSWINSZ = 0x5414;
        var unlocked = 0;
        var result = Kernel.Call(SystemCall.ioctl, master, TIOCSPTLCK, (nint)(&unlocked));
        if (result < 0)
            return result;
        if (rows > 0 && columns > 0)
        {
            ushort* size = stackalloc ushort[4];
            size[0] = rows;
            size[1] = columns;
            size[2] = 0;
            size[3] = 0;
            Kernel.Call(SystemCall.ioctl, master, TIOCSWINSZ, (nint)size);
        }

        if (keepsLineFeeds)
            KeepLineFeeds(master);
        return Kernel.Call(SystemCall.ioctl, master, TIOCGPTPEER, OpenFlags.O_RDWR | OpenFlags.O_NOCTTY | OpenFlags.O_CLOEXEC);
    }

    /// <summary>Switches off the carriage returns that a terminal adds to line feeds (termios(3), ONLCR).</summary>
    private static void KeepLineFeeds(int terminal)
    {
        const int TCGETS = 0x5401;
        const int TCSETS = 0x5402;
        const uint ONLCR = 4;

        // struct termios of the kernel: the output flags are its second word.
        uint* settings = stackalloc uint[16];
        if (Kernel.Call(SystemCall.ioctl, terminal, TCGETS, (nint)settings) < 0)
            return;
        settings[1] &= ~ONLCR;
        Kernel.Call(SystemCall.ioctl, terminal, TCSETS, (nint)settings);
    }

    /// <summary>Bytes the caller sets aside for the interpreter.</summary>
    public const int ScratchSize = 8192;
}
