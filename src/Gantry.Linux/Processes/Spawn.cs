using System.Runtime.InteropServices;

using Gantry.Linux.Syscalls;

namespace Gantry.Linux.Processes;

/// <summary>Starts a program in a session of its own (posix_spawn(3)). The C library does the fork, so that no managed code runs in between.</summary>
public static unsafe partial class Spawn
{
    private const short POSIX_SPAWN_SETSID = 0x80;
    private const int F_DUPFD_CLOEXEC = 1030;
    private const int FirstFree = 1000;

    /// <summary>Starts it with the null device as standard streams and the given descriptors as 3 and on; everything else is closed.</summary>
    /// <param name="program">Its path.</param>
    /// <param name="arguments">Its arguments, the name it goes by first.</param>
    /// <param name="environment">Its variables.</param>
    /// <param name="descriptors">Its descriptors.</param>
    /// <returns>The process id.</returns>
    public static int Start(string program, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, ReadOnlySpan<int> descriptors)
    {
        // posix_spawn_file_actions_t and posix_spawnattr_t are 80 and 336 bytes; the rest is room for other versions.
        byte* actions = stackalloc byte[512];
        byte* attributes = stackalloc byte[1024];
        Span<int> copies = stackalloc int[descriptors.Length];
        var argv = new Strings(arguments);
        var envp = new Strings(environment);
        _ = posix_spawn_file_actions_init(actions);
        _ = posix_spawnattr_init(attributes);
        try
        {
            _ = posix_spawnattr_setflags(attributes, POSIX_SPAWN_SETSID);
            for (var stream = 0; stream < 3; stream++)
                _ = posix_spawn_file_actions_addopen(actions, stream, "/dev/null", OpenFlags.O_RDWR, 0);
            for (var i = 0; i < descriptors.Length; i++)
            {
                // Away from the numbers they are to get, so that none overwrites another.
                copies[i] = fcntl(descriptors[i], F_DUPFD_CLOEXEC, FirstFree);
                if (copies[i] < 0)
                    throw KernelException.Last("fcntl", "F_DUPFD_CLOEXEC");
                _ = posix_spawn_file_actions_adddup2(actions, copies[i], 3 + i);
            }

            var error = posix_spawn(out var pid, program, actions, attributes, argv.Pointer, envp.Pointer);
            return error == 0 ? pid : throw new KernelException("posix_spawn", program, error);
        }
        finally
        {
            foreach (var copy in copies)
            {
                if (copy > 0)
                    _ = close(copy);
            }

            _ = posix_spawn_file_actions_destroy(actions);
            _ = posix_spawnattr_destroy(attributes);
            argv.Free();
            envp.Free();
        }
    }

    /// <summary>Starts a program in this process's session with the given standard streams; everything else is closed.</summary>
    /// <returns>The process id.</returns>
    /// <exception cref="KernelException">The program cannot be executed.</exception>
    public static int Start(string program, IReadOnlyList<string> arguments, IReadOnlyList<string> environment, int input, int output, int error)
    {
        byte* actions = stackalloc byte[512];
        byte* attributes = stackalloc byte[1024];
        var argv = new Strings(arguments);
        var envp = new Strings(environment);
        _ = posix_spawn_file_actions_init(actions);
        _ = posix_spawnattr_init(attributes);
        try
        {
            _ = posix_spawn_file_actions_adddup2(actions, input, 0);
            _ = posix_spawn_file_actions_adddup2(actions, output, 1);
            _ = posix_spawn_file_actions_adddup2(actions, error, 2);
            var failure = posix_spawn(out var pid, program, actions, attributes, argv.Pointer, envp.Pointer);
            return failure == 0 ? pid : throw new KernelException("exec", program, failure);
        }
        finally
        {
            _ = posix_spawn_file_actions_destroy(actions);
            _ = posix_spawnattr_destroy(attributes);
            argv.Free();
            envp.Free();
        }
    }

    /// <summary>Reaps a child that has ended or is about to (waitpid(2)).</summary>
    public static void Reap(int pid) => _ = waitpid(pid, null, 0);

    /// <summary>Waits for a child's end and reaps it.</summary>
    /// <returns>Its exit status, 128 + n for signal n.</returns>
    public static int Wait(int pid)
    {
        var status = 0;
        while (waitpid(pid, &status, 0) < 0 && Marshal.GetLastPInvokeError() == Errno.EINTR)
            status = 0;
        var signal = status & 0x7f;
        return signal == 0 ? (status >> 8) & 0xff : 128 + signal;
    }

    /// <summary>An array of C strings.</summary>
    private readonly struct Strings
    {
        private readonly int count;

        public Strings(IReadOnlyList<string> texts)
        {
            count = texts.Count;
            Pointer = (byte**)NativeMemory.AllocZeroed((nuint)(count + 1), (nuint)sizeof(byte*));
            for (var i = 0; i < count; i++)
                Pointer[i] = (byte*)Marshal.StringToCoTaskMemUTF8(texts[i]);
        }

        public byte** Pointer { get; }

        public void Free()
        {
            for (var i = 0; i < count; i++)
                Marshal.FreeCoTaskMem((nint)Pointer[i]);
            NativeMemory.Free(Pointer);
        }
    }

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn(out int pid, string path, byte* actions, byte* attributes, byte** argv, byte** envp);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_init(byte* actions);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_destroy(byte* actions);

    [LibraryImport("libc", StringMarshalling = StringMarshalling.Utf8)]
    private static partial int posix_spawn_file_actions_addopen(byte* actions, int descriptor, string path, int flags, uint mode);

    [LibraryImport("libc")]
    private static partial int posix_spawn_file_actions_adddup2(byte* actions, int from, int to);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_init(byte* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_destroy(byte* attributes);

    [LibraryImport("libc")]
    private static partial int posix_spawnattr_setflags(byte* attributes, short flags);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int fcntl(int descriptor, int command, int argument);

    [LibraryImport("libc")]
    private static partial int close(int descriptor);

    [LibraryImport("libc", SetLastError = true)]
    private static partial int waitpid(int pid, int* status, int options);
}
