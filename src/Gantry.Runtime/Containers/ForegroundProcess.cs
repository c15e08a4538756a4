using Gantry.Linux.Syscalls;
using Gantry.Linux.Terminals;
using Gantry.Runtime.Launch;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Runtime.Containers;

/// <summary>Stands in for a process on the terminal it was started from: signals and keys go to it, its output comes back.</summary>
internal static unsafe class ForegroundProcess
{
    private const int BufferSize = 32 << 10;
    private const int POLLIN = 1;
    private const ulong TIOCSWINSZ = 0x5414;

    /// <summary>Attends to a process until it ends.</summary>
    /// <param name="process">The process.</param>
    /// <param name="master">Its terminal's controlling end; null when it has none.</param>
    /// <param name="signals">Ours, which are for it.</param>
    /// <param name="notify">The socket by which it says that it is ready; null when nobody wants to hear that.</param>
    /// <returns>Its exit status, 128 + n for signal n.</returns>
    public static int Attend(LaunchedProcess process, SafeFileHandle? master, ForwardedSignals signals, NotifySocket? notify = null)
    {
        signals.To(process, master is null ? null : () => Resize(master));
        if (master is null)
        {
            notify?.Relay(process.Descriptor, Environment.ProcessId);
            return process.Wait();
        }

        Resize(master);
        using var raw = ClientTerminal.IsTerminal(0) ? ClientTerminal.EnterRawMode(0) : null;
        Carry(process, (int)master.DangerousGetHandle(), notify);
        return process.Wait();
    }

    /// <summary>Carries bytes until the process has ended and its output is read.</summary>
    private static void Carry(LaunchedProcess process, int master, NotifySocket? notify)
    {
        var buffer = stackalloc byte[BufferSize];
        long* polled = stackalloc long[4];
        var input = 0;
        while (true)
        {
            polled[0] = Poll(input);
            polled[1] = Poll(master);
            polled[2] = Poll(process.Descriptor);
            polled[3] = Poll(notify?.Descriptor ?? -1);
            Kernel.Retry(SystemCall.poll, (nint)polled, 4, -1);
            if (IsReady(polled[3]) && notify!.Take(Environment.ProcessId))
                notify = null;
            if (IsReady(polled[1]))
            {
                // A terminal nobody has open any more answers with EIO.
                if (!Copy(master, 1, buffer))
                    return;
                continue;
            }

            if (IsReady(polled[2]))
                return;
            if (IsReady(polled[0]) && !Copy(input, master, buffer))
                input = -1;
        }
    }

    private static bool Copy(int from, int to, byte* buffer)
    {
        var read = Kernel.Retry(SystemCall.read, from, (nint)buffer, BufferSize);
        for (nint done = 0; done < read;)
        {
            var written = Kernel.Retry(SystemCall.write, to, (nint)(buffer + done), read - done);
            if (written == -Errno.EAGAIN)
            {
                var writable = (uint)to | (4L << 32);
                Kernel.Retry(SystemCall.poll, (nint)(&writable), 1, -1);
                continue;
            }

            if (written < 0)
                return false;
            done += written;
        }

        return read > 0 || read == -Errno.EAGAIN;
    }

    private static void Resize(SafeFileHandle master)
    {
        var (rows, columns) = ClientTerminal.Size(0);
        if (rows == 0 || columns == 0)
            return;
        ushort* size = stackalloc ushort[4];
        size[0] = (ushort)rows;
        size[1] = (ushort)columns;
        size[2] = size[3] = 0;
        Kernel.Call(SystemCall.ioctl, master.DangerousGetHandle(), (nint)TIOCSWINSZ, (nint)size);
    }

    /// <summary>struct pollfd: descriptor, wanted and returned events; a negative descriptor is passed over.</summary>
    private static long Poll(int descriptor) => (uint)descriptor | ((long)POLLIN << 32);

    private static bool IsReady(long polled) => polled >> 48 != 0;
}
