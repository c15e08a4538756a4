using System.Runtime.InteropServices;
using System.Text;

using Gantry.Linux.Mounts;
using Gantry.Linux.Processes;
using Gantry.Linux.Syscalls;

using Microsoft.Win32.SafeHandles;

namespace Gantry.Runtime.Launch;

/// <summary>A process that is about to become one of a container's shows there as <c>/proc/PID/exe</c>, by which a program of the container's could open
/// our executable for writing (CVE-2019-5736). So it runs through a mount that nobody can write to and that hangs nowhere; where this may not be
/// mounted, from a sealed copy in memory.</summary>
public static unsafe partial class SealedExecutable
{
    private const int ST_RDONLY = 1;
    private const int F_GET_SEALS = 1034;
    private const int F_ADD_SEALS = 1033;
    private const int AllSeals = 15;
    private const int F_SEAL_EXEC = 32;
    private const uint MFD_CLOEXEC_ALLOW_SEALING = 3;
    private const int OPEN_TREE_CLONE = 1;

    private static ReadOnlySpan<byte> Self => "/proc/self/exe\0"u8;

    /// <summary>A small heap is enough; the runtime reads its numbers as hexadecimal digits.</summary>
    private static readonly string[] Settings = ["DOTNET_GCHeapHardLimit=4000000"];

    /// <summary>Whether this process runs from where nobody can write.</summary>
    public static bool IsSealed()
    {
        fixed (byte* path = "/proc/self/exe\0"u8)
        {
            var file = Kernel.Call(SystemCall.openat, OpenFlags.AT_FDCWD, (nint)path, OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC);
            if (file < 0)
                return false;

            // struct statfs of 64 bits: the mount's flags are its eleventh word.
            long* status = stackalloc long[16];
            var isReadOnly = Kernel.Call(SystemCall.fstatfs, file, (nint)status) == 0 && (status[10] & ST_RDONLY) != 0;
            var seals = Kernel.Call(SystemCall.fcntl, file, F_GET_SEALS);
            Kernel.Call(SystemCall.close, file);
            return isReadOnly || seals >= AllSeals;
        }
    }

    /// <summary>Opens a program so that executing the descriptor starts a process which is sealed.</summary>
    /// <exception cref="KernelException">Neither a mount nor a copy can be made.</exception>
    public static SafeFileHandle Open(string program)
    {
        var path = Encoding.UTF8.GetBytes(program + '\0');
        var tree = Mount(path);
        if (tree < 0)
            return new SafeFileHandle(Copy(path), ownsHandle: true);

        // While a descriptor of the tree itself is open, whoever may mount may also take its protection away, through /proc/PID/exe in a container too.
        // Of a tree that is closed only the file is left, which nobody can change.
        var file = Reopen(tree);
        Kernel.Call(SystemCall.close, tree);
        return new SafeFileHandle(file < 0 ? Copy(path) : file, ownsHandle: true);
    }

    /// <summary>Holds a program in memory so that executing the descriptor starts a process which is sealed.</summary>
    /// <param name="program">The program's bytes. They lie in this process's executable and take no memory of it any more afterwards.</param>
    /// <returns>The descriptor; null where the kernel (before 6.3) would let a container take away that the file may be executed.</returns>
    /// <exception cref="KernelException">It cannot be held.</exception>
    public static SafeFileHandle? Hold(ReadOnlySpan<byte> program)
    {
        var copy = new SafeFileHandle(Create(), ownsHandle: true);
        const int Part = 1 << 20;
        for (var at = 0; at < program.Length; at += Part)
        {
            var part = program.Slice(at, Math.Min(Part, program.Length - at));
            RandomAccess.Write(copy, part, at);
            FilePages.Release(part);
        }

        if (Kernel.Call(SystemCall.fcntl, copy.DangerousGetHandle(), F_ADD_SEALS, AllSeals | F_SEAL_EXEC) == 0)
            return copy;
        copy.Dispose();
        return null;
    }

    /// <summary>Seals this process, which has only its first thread yet: where it may, by moving its own mapping; otherwise by executing this program
    /// again with the same arguments.</summary>
    /// <exception cref="KernelException">Neither a mount nor a copy can be made.</exception>
    public static void Enter()
    {
        var file = Mount(Self);
        if (file >= 0 && Move(file))
        {
            Kernel.Call(SystemCall.close, file);
            return;
        }

        Execute(file < 0 ? Copy(Self) : file);
    }

    private static bool Move(nint tree)
    {
        var file = Reopen(tree);
        if (file < 0)
            return false;

        // The runtime's own second thread sleeps from here on until there is something to finalise.
        GC.WaitForPendingFinalizers();
        var moved = ExecutableMapping.MoveTo(file);
        Kernel.Call(SystemCall.close, file);
        return moved;
    }

    private static nint Reopen(nint tree)
    {
        fixed (byte* name = Encoding.ASCII.GetBytes($"/proc/self/fd/{tree}\0"))
            return Kernel.Call(SystemCall.openat, OpenFlags.AT_FDCWD, (nint)name, OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC);
    }

    private static void Execute(nint file)
    {
        var arguments = Texts("/proc/self/cmdline", []);
        var variables = Texts("/proc/self/environ", Settings);
        fixed (byte* empty = "\0"u8)
        {
            var result = Kernel.Call(SystemCall.execveat, file, (nint)empty, (nint)arguments, (nint)variables, OpenFlags.AT_EMPTY_PATH);
            throw new KernelException("execveat", "/proc/self/exe", (int)-result);
        }
    }

    private static nint Mount(ReadOnlySpan<byte> program)
    {
        fixed (byte* path = program, empty = "\0"u8)
        {
            var tree = Kernel.Call(SystemCall.open_tree, OpenFlags.AT_FDCWD, (nint)path, OPEN_TREE_CLONE | OpenFlags.O_CLOEXEC);
            if (tree < 0)
                return tree;
            var change = new MountAttributes { Set = MountAttributes.MOUNT_ATTR_RDONLY };
            var result = Kernel.Call(SystemCall.mount_setattr, tree, (nint)empty, OpenFlags.AT_EMPTY_PATH, (nint)(&change), sizeof(MountAttributes));
            if (result == 0)
                return tree;
            Kernel.Call(SystemCall.close, tree);
            return result;
        }
    }

    private static nint Copy(ReadOnlySpan<byte> program)
    {
        nint copy = Create();
        fixed (byte* path = program)
        {
            var original = Kernel.Call(SystemCall.openat, OpenFlags.AT_FDCWD, (nint)path, OpenFlags.O_RDONLY | OpenFlags.O_CLOEXEC);
            if (original < 0)
                throw new KernelException("open", Encoding.UTF8.GetString(program).TrimEnd('\0'), (int)-original);
            nint sent;
            while ((sent = sendfile((int)copy, (int)original, 0, 1 << 30)) > 0)
            {
            }

            if (sent < 0)
                throw KernelException.Last("sendfile", "gantry");
            Kernel.Call(SystemCall.close, original);
        }

        var result = Kernel.Call(SystemCall.fcntl, copy, F_ADD_SEALS, AllSeals);
        return result < 0 ? throw new KernelException("fcntl", "F_ADD_SEALS", (int)-result) : copy;
    }

    private static int Create()
    {
        var file = memfd_create("gantry-runtime", MFD_CLOEXEC_ALLOW_SEALING);
        return file < 0 ? throw KernelException.Last("memfd_create", "gantry-runtime") : file;
    }

    /// <summary>Texts that the kernel has of this process, each ended by a zero, with others after them, as execve(2) takes them.</summary>
    private static byte** Texts(string file, string[] more)
    {
        byte[] text = [.. File.ReadAllBytes(file), .. Encoding.ASCII.GetBytes(string.Concat(more.Select(m => m + '\0')))];
        var block = (byte*)NativeMemory.Alloc((nuint)text.Length);
        text.CopyTo(new Span<byte>(block, text.Length));
        var pointers = (byte**)NativeMemory.AllocZeroed((nuint)(text.Count(b => b == 0) + 1), (nuint)sizeof(byte*));
        var count = 0;
        for (var at = 0; at < text.Length; at++)
        {
            pointers[count++] = block + at;
            while (at < text.Length && text[at] != 0)
                at++;
        }

        return pointers;
    }

    [LibraryImport("libc", SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    private static partial int memfd_create(string name, uint flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial nint sendfile(int to, int from, nint offset, nint count);
}
