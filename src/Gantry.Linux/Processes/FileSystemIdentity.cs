using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Processes;

/// <summary>Works with files as another user, with all of root's capabilities: where a mount maps ids and has none for root (setfsuid(2)).</summary>
public static class FileSystemIdentity
{
    private const int PR_SET_SECUREBITS = 28;
    private const int SECBIT_NO_SETUID_FIXUP = 4;

    /// <summary>Does the work, which stays on the calling thread, as a user and a group.</summary>
    public static T Run<T>(uint user, uint group, Func<T> work)
    {
        Set(SECBIT_NO_SETUID_FIXUP, user, group); // of this thread alone: capabilities are kept
        try
        {
            return work();
        }
        finally
        {
            Set(0, 0, 0);
        }
    }

    private static void Set(int bits, uint user, uint group)
    {
        Kernel.Call(SystemCall.prctl, PR_SET_SECUREBITS, SECBIT_NO_SETUID_FIXUP, 0, 0, 0);
        Kernel.Call(SystemCall.setfsgid, (nint)group);
        Kernel.Call(SystemCall.setfsuid, (nint)user);
        Kernel.Call(SystemCall.prctl, PR_SET_SECUREBITS, bits, 0, 0, 0);
    }
}
