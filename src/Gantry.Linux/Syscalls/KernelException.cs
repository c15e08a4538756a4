using System.Runtime.InteropServices;

using Gantry.Oci.Errors;

namespace Gantry.Linux.Syscalls;

/// <summary>A system call that failed: which call, on what, and the kernel's reason.</summary>
/// <param name="call">The system call, as its manual page is named.</param>
/// <param name="subject">The path, name or number the call was made on.</param>
/// <param name="errno">The kernel's error number (errno(3)).</param>
public sealed class KernelException(string call, string subject, int errno)
    : GantryException(ErrorKind.Internal, $"{call} {subject}: {Describe(errno)}")
{
    /// <summary>The system call, as its manual page is named.</summary>
    public string Call { get; } = call;

    /// <summary>The path, name or number the call was made on.</summary>
    public string Subject { get; } = subject;

    /// <summary>The kernel's error number (errno(3)).</summary>
    public int Errno { get; } = errno;

    /// <summary>The kernel's reason alone, as Docker's messages end.</summary>
    public string Reason => Describe(Errno);

    /// <summary>The failure of the native call made last on this thread.</summary>
    /// <param name="call">The system call.</param>
    /// <param name="subject">What it was made on.</param>
    public static KernelException Last(string call, string subject) => new(call, subject, Marshal.GetLastPInvokeError());

    private static string Describe(int errno) => Marshal.GetPInvokeErrorMessage(errno).ToLowerInvariant();
}
