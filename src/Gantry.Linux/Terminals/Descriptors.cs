using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Linux.Terminals;

/// <summary>Blocking reads and writes at a descriptor's own position, as standard streams shared with other processes need.</summary>
public static partial class Descriptors
{
    private const int EINTR = 4;
    private const int EIO = 5;

    /// <summary>Reads what there is, waiting for the first byte (read(2)); 0 at the end, and when a terminal was hung up.</summary>
    /// <param name="handle">The descriptor.</param>
    /// <param name="buffer">Where the bytes go.</param>
    public static int Read(SafeFileHandle handle, Span<byte> buffer)
    {
        while (true)
        {
            var count = read(handle, buffer, buffer.Length);
            if (count >= 0)
                return (int)count;
            switch (Marshal.GetLastPInvokeError())
            {
                case EINTR:
                    continue;
                case EIO:
                    return 0;
                default:
                    throw new IOException(KernelException.Last("read", "standard input").Message);
            }
        }
    }

    /// <summary>Writes all of the bytes (write(2)).</summary>
    /// <param name="handle">The descriptor.</param>
    /// <param name="bytes">What to write.</param>
    /// <exception cref="IOException">The reader is gone, or the disk is full.</exception>
    public static void Write(SafeFileHandle handle, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = write(handle, bytes, bytes.Length);
            if (count >= 0)
                bytes = bytes[(int)count..];
            else if (Marshal.GetLastPInvokeError() != EINTR)
                throw new IOException(KernelException.Last("write", "standard output").Message);
        }
    }

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint read(SafeFileHandle fd, Span<byte> buffer, nint count);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint write(SafeFileHandle fd, ReadOnlySpan<byte> buffer, nint count);
}
