using System.Runtime.InteropServices;

using Gantry.Linux.Files;
using Gantry.Linux.Syscalls;
using Gantry.Oci.Errors;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Runtime.Containers;

/// <summary>The named pipe at which a created container waits: whoever starts it writes a byte.</summary>
internal static unsafe partial class Gate
{
    private const uint OwnerOnly = 0x190;

    /// <summary>Makes a gate and opens it from both sides, so that the container can wait whether somebody writes or not.</summary>
    public static SafeFileHandle Make(string path)
    {
        if (mkfifo(path, OwnerOnly) != 0)
            throw KernelException.Last("mkfifo", path);
        return OpenFile.Open(path, OpenFlags.O_RDWR);
    }

    /// <summary>Lets the container behind a gate go.</summary>
    /// <exception cref="GantryException">Conflict, when it was started before; NotFound, when nobody waits there any more.</exception>
    public static void Open(string path)
    {
        // Whoever takes the gate away is the one who starts it.
        var taken = path + ".open";
        try
        {
            File.Move(path, taken);
        }
        catch (FileNotFoundException)
        {
            throw new GantryException(ErrorKind.Conflict, "cannot start a container that is already running");
        }

        try
        {
            using var gate = OpenFile.Open(taken, OpenFlags.O_WRONLY | OpenFlags.O_NONBLOCK);
            byte go = 1;
            Kernel.Retry(SystemCall.write, gate.DangerousGetHandle(), (nint)(&go), 1);
        }
        catch (KernelException)
        {
            throw new GantryException(ErrorKind.NotFound, "cannot start a container that has stopped");
        }
        finally
        {
            File.Delete(taken);
        }
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int mkfifo(string path, uint mode);
}
