using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Terminals;

/// <summary>The terminal a client program was started on: its size, and raw mode while a container's terminal is shown on it.</summary>
public static partial class ClientTerminal
{
    private const ulong TIOCGWINSZ = 0x5413;
    private const int TCSADRAIN = 1;
    private const uint ICANON = 2;
    private const uint ECHO = 8;

    /// <summary>Whether the descriptor is a terminal (isatty(3)).</summary>
    /// <param name="descriptor">A file descriptor, for example 0 for standard input.</param>
    public static bool IsTerminal(int descriptor) => isatty(descriptor) == 1;

    /// <summary>Rows and columns of the terminal, or zeros where the descriptor has none (ioctl_tty(2)).</summary>
    /// <param name="descriptor">A descriptor of the terminal.</param>
    public static (int Rows, int Columns) Size(int descriptor) =>
        ioctl(descriptor, TIOCGWINSZ, out var size) == 0 ? (size.Rows, size.Columns) : (0, 0);

    /// <summary>Puts the terminal into raw mode (termios(3)) until the result is disposed.</summary>
    /// <param name="descriptor">A descriptor of the terminal.</param>
    /// <exception cref="KernelException">The descriptor is no terminal.</exception>
    public static IDisposable EnterRawMode(int descriptor)
    {
        var cooked = Read(descriptor);
        var raw = cooked;
        cfmakeraw(ref raw);
        return Enter(descriptor, cooked, raw);
    }

    /// <summary>Has keys read as they are typed, and not shown, until the result is disposed; those that send signals still do, and output is as ever.</summary>
    /// <param name="descriptor">A descriptor of the terminal.</param>
    /// <exception cref="KernelException">The descriptor is no terminal.</exception>
    public static IDisposable EnterKeyMode(int descriptor)
    {
        var cooked = Read(descriptor);
        var keys = cooked;
        keys.Local &= ~(ICANON | ECHO);
        return Enter(descriptor, cooked, keys);
    }

    private static Termios Read(int descriptor) =>
        tcgetattr(descriptor, out var settings) == 0 ? settings : throw KernelException.Last("tcgetattr", $"descriptor {descriptor}");

    private static Mode Enter(int descriptor, Termios before, Termios settings) => tcsetattr(descriptor, TCSADRAIN, in settings) == 0
        ? new Mode(descriptor, before)
        : throw KernelException.Last("tcsetattr", $"descriptor {descriptor}");

    [LibraryImport("libc", SetLastError = true)]
    private static partial int isatty(int fd);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int ioctl(int fd, ulong request, out WindowSize size);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int tcgetattr(int fd, out Termios termios);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int tcsetattr(int fd, int actions, in Termios termios);

    [LibraryImport("libc")]
    private static partial void cfmakeraw(ref Termios termios);

    private struct WindowSize
    {
        public ushort Rows;
        public ushort Columns;
        public ushort PixelsWide;
        public ushort PixelsHigh;
    }

    /// <summary>struct termios of glibc (termios(3)): the flags by name, the rest kept whole.</summary>
    private struct Termios
    {
        public uint Input;
        public uint Output;
        public uint Control;
        public uint Local;
        public Bytes Rest;

        [InlineArray(48)]
        public struct Bytes
        {
            private byte first;
        }
    }

    private sealed class Mode(int descriptor, Termios before) : IDisposable
    {
        private int restored;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref restored, 1) == 0)
                tcsetattr(descriptor, TCSADRAIN, in before);
        }
    }
}
