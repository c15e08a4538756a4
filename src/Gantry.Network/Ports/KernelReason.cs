using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;

namespace Gantry.Network.Ports;

internal static class KernelReason
{
    /// <summary>The kernel's reason alone, as Docker's messages end.</summary>
    public static string Reason(this KernelException failure) => Marshal.GetPInvokeErrorMessage(failure.Errno).ToLowerInvariant();
}
