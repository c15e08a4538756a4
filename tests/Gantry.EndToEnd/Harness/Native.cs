using System.ComponentModel;
using System.Runtime.InteropServices;
using Microsoft.Win32.SafeHandles;

namespace Gantry.EndToEnd.Harness;

/// <summary>The few system calls the tests themselves need; the product's own wrappers are what is under test.</summary>
public static partial class Native
{
    public const int SIGHUP = 1, SIGINT = 2, SIGQUIT = 3, SIGKILL = 9, SIGUSR1 = 10, SIGTERM = 15, SIGSTOP = 19, SIGCONT = 18, SIGWINCH = 28;

    /// <summary>Sends a signal (kill(2)).</summary>
    public static void Kill(int process, int signal)
    {
        if (kill(process, signal) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"kill {process} with {signal}");
    }

    /// <summary>Moves the calling thread into a network namespace (setns(2)).</summary>
    public static void EnterNetwork(string path)
    {
        using var handle = File.OpenHandle(path);
        if (setns((int)handle.DangerousGetHandle(), 0x40000000) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), $"setns {path}");
    }

    /// <summary>Opens a new pseudoterminal (posix_openpt(3)) and returns its near end and the path of its far end.</summary>
    public static (SafeFileHandle Near, string Far) OpenTerminal()
    {
        const int readWriteNoControl = 2 | 0x100 | 0x80000;
        var descriptor = posix_openpt(readWriteNoControl);
        if (descriptor < 0 || grantpt(descriptor) != 0 || unlockpt(descriptor) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "posix_openpt");
        Span<byte> name = stackalloc byte[64];
        if (ptsname_r(descriptor, ref MemoryMarshal.GetReference(name), (nuint)name.Length) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "ptsname_r");
        return (new SafeFileHandle(descriptor, ownsHandle: true), System.Text.Encoding.UTF8.GetString(name[..name.IndexOf((byte)0)]));
    }

    /// <summary>Sets a terminal's size (ioctl_tty(2), TIOCSWINSZ).</summary>
    public static void Resize(SafeFileHandle terminal, int columns, int rows)
    {
        var size = new WindowSize { Rows = (ushort)rows, Columns = (ushort)columns };
        if (ioctl((int)terminal.DangerousGetHandle(), 0x5414, ref size) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "TIOCSWINSZ");
    }

    /// <summary>Lets programs that are started from now on have a descriptor too (fcntl(2), F_SETFD).</summary>
    public static void HandDown(SafeHandle handle)
    {
        if (fcntl((int)handle.DangerousGetHandle(), 2, 0) != 0)
            throw new Win32Exception(Marshal.GetLastPInvokeError(), "fcntl");
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct WindowSize
    {
        public ushort Rows, Columns, Width, Height;
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial int kill(int process, int signal);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int setns(int descriptor, int kind);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int posix_openpt(int flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int grantpt(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int unlockpt(int descriptor);

    [LibraryImport("libc")]
    private static partial int ptsname_r(int descriptor, ref byte buffer, nuint length);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int descriptor, nuint request, ref WindowSize size);
}
